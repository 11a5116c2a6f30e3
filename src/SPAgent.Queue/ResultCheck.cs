using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Reads results as if a stranger wrote them: who holds the queue may not be a worker.</summary>
/// <param name="queue">The server.</param>
/// <param name="pieces">What is too large for a message.</param>
/// <param name="shipsRows">Whether traces travel through the queue; else workers write them.</param>
internal sealed class ResultCheck(QueueConnection queue, QueuePieces pieces, bool shipsRows)
{
    private const int LooksForFile = 20;

    private long _dropped;

    /// <summary>Results that were of nothing that was out, or no good.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>What a result says.</summary>
    /// <param name="name">The sample that it has to be of.</param>
    /// <param name="result">The result.</param>
    /// <param name="folder">The folder of the traces.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GivenAnswer> ReadAsync(
        TraceName name, ArrivedResult result, string folder, CancellationToken cancellationToken)
    {
        ResultHead head = result.Head;
        UsageDetails? lost = head.LostInput < 0 || head.LostOutput < 0 || head.LostInput + head.LostOutput == 0 ? null
            : new()
            {
                InputTokenCount = head.LostInput,
                CachedInputTokenCount = Math.Clamp(head.LostCached, 0, head.LostInput),
                OutputTokenCount = head.LostOutput,
                TotalTokenCount = head.LostInput + head.LostOutput,
            };
        if (head.NeedsRoom) return new() { NeedsRoom = true, Lost = lost };
        if (head.Problem is { } problem)
            return new() { Problem = Short(problem), MayPass = head.MayPass, Lost = lost };
        try
        {
            Trace trace = shipsRows ? await ShippedAsync(result, cancellationToken).ConfigureAwait(false)
                : await SavedAsync(Path.Combine(folder, name.File), cancellationToken).ConfigureAwait(false);
            if (TraceName.Of(trace) != name) throw new InvalidDataException($"it is of row {TraceName.Of(trace)}.");
            return new() { Trace = trace, IsSaved = !shipsRows, Lost = lost };
        }
        catch (Exception bad) when (bad is InvalidDataException or TraceException)
        {
            Drop();
            return new()
            {
                Problem = Short($"A worker's result was no good: {bad.Message}"),
                MayPass = true,
                Lost = lost,
            };
        }
    }

    /// <summary>Counts a result that is of no use.</summary>
    public void Drop() => Interlocked.Increment(ref _dropped);

    /// <summary>Takes a result off the list, and removes what lay in pieces for it.</summary>
    public async Task SettleAsync(ArrivedResult result, PieceHead? row)
    {
        try
        {
            await result.Message.AckAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (QueueConnection.MayPass(problem))
        {
            // It comes again, and is dropped.
        }

        await pieces.DeleteAsync(result.Head.Piece).ConfigureAwait(false);
        await pieces.DeleteAsync(row).ConfigureAwait(false);
    }

    private async Task<Trace> ShippedAsync(ArrivedResult result, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = result.Head.Piece is { } piece
            ? await pieces.ReadAsync(piece, cancellationToken).ConfigureAwait(false) : result.Rest;
        return Trace.Parse(bytes, $"row {result.Head.Index} from {Short(result.Head.Worker ?? "a worker")}");
    }

    // On a shared file system a file that another machine wrote may be seen a little later.
    private async Task<Trace> SavedAsync(string path, CancellationToken cancellationToken)
    {
        for (int look = 0; look < LooksForFile && !File.Exists(path); look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), queue.Options.TimeProvider, cancellationToken)
                .ConfigureAwait(false);
        }

        return Trace.Load(path);
    }

    // A worker's words stand in a file and on a terminal.
    private static string Short(string text)
    {
        const int Most = 2000;
        string plain = new([.. text.Take(Most).Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        return text.Length > Most ? plain + "…" : plain;
    }
}
