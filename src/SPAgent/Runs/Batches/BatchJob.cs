using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// Has the first turn of every conversation of a run answered in batches: sends what is open, waits, and hands out what
/// can be answered from what came.
/// </summary>
internal sealed class BatchJob
{
    // How often what the server refuses is written in another way.
    private const int MostRounds = 8;

    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1), s_longest = TimeSpan.FromMinutes(1);

    private readonly BatchEndpoint _endpoint;
    private readonly BatchFolder _folder;
    private readonly DistillationOptions _options;
    private readonly HashSet<TraceName> _handedOut = [];
    private readonly List<string> _shortOnes = [];
    private int _left;

    public BatchJob(IChatClient model, string output, DistillationOptions options)
    {
        _endpoint = model.GetService<BatchEndpoint>()!;
        (_folder, _options) = (new BatchFolder(output), options);
        Replies = new BatchReplies(model, _endpoint);
    }

    /// <summary>The model that answers from what came.</summary>
    public BatchReplies Replies { get; }

    /// <summary>The rounds of a run: once more for what has to be written in another way.</summary>
    public IEnumerable<IReadOnlyList<int>> Rounds(IEnumerable<IReadOnlyList<int>> rounds)
    {
        foreach (IReadOnlyList<int> places in rounds)
        {
            yield return places;
            for (int round = 1; Replies.Change is not null && round < MostRounds; round++)
            {
                Replies.Turn();
                yield return places;
            }
        }
    }

    /// <summary>Sends what is open and not at work already, waits for it, and gives what has an answer, or can have
    /// none.</summary>
    /// <param name="open">What is open: one answer each.</param>
    /// <param name="request">The first request of an answer.</param>
    /// <param name="tally">Told how it goes.</param>
    /// <param name="stop">Stops it, as the end of the run does; batches go on at the server.</param>
    public async Task<IReadOnlyList<RowTask>> AnswerableAsync(IEnumerable<RowTask> open,
        Func<RowTask, (IReadOnlyList<ChatMessage> Messages, ChatOptions Request)> request, RunTally tally,
        CancellationToken stop)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, _options.Drain);
        CancellationToken cancellationToken = either.Token;
        await using BatchSending sending = new(_endpoint, _folder, _options, tally);
        IReadOnlyList<BatchState> known = await KnownAsync(sending, cancellationToken).ConfigureAwait(false);
        HashSet<TraceName> sent = [.. known.SelectMany(state => state.Requests)];
        List<RowTask> wanted = [];
        HashSet<TraceName> unfit = [];
        foreach (RowTask task in open)
        {
            TraceName name = NameOf(task);
            if (_handedOut.Contains(name) && !Replies.IsResent(name)) continue;
            wanted.Add(task);
            if (sent.Contains(name) && !Replies.IsResent(name)) continue;
            StreamedJson body;
            try
            {
                (IReadOnlyList<ChatMessage> messages, ChatOptions asked) = request(task);
                body = _endpoint.Write(messages, asked, Replies.Shape);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // A picture that can't be read, say: asking says what.
                unfit.Add(name);
                continue;
            }

            if (!await sending.AddAsync(name, body, cancellationToken).ConfigureAwait(false)) unfit.Add(name);
        }

        await sending.SendAsync(cancellationToken).ConfigureAwait(false);
        _shortOnes.Clear();
        foreach (BatchState state in _folder.Read())
            await FetchAsync(state, tally, cancellationToken).ConfigureAwait(false);
        RowTask[] answerable =
            [.. wanted.Where(task => NameOf(task) is var name && (Replies.Has(name) || unfit.Contains(name)))];
        _handedOut.UnionWith(answerable.Select(NameOf));
        _left = wanted.Count - answerable.Length;
        return answerable;
    }

    /// <summary>Forgets the batches of which all that came is written. One with answers that this run does not want
    /// stays, for one that does.</summary>
    /// <param name="isEarlier">Whether an answer was there before, or had failed.</param>
    public void Settle(Func<TraceName, bool> isEarlier)
    {
        foreach (BatchState state in _folder.Read())
        {
            if (state.Requests.All(name => _handedOut.Contains(name) || !Replies.Has(name) || isEarlier(name)))
                _folder.Remove(state);
        }
    }

    /// <exception cref="DistillationException">Something was not answered, and is to be asked again.</exception>
    public void Demand(int done)
    {
        int left = _left + Replies.Left;
        if (left == 0) return;
        string[] reasons = [.. _shortOnes, .. Replies.Refusal is { } refusal ? [refusal] : Array.Empty<string>()];
        throw new DistillationException(
            $"{left:N0} requests of the batch have no answer; {done:N0} came now and are kept. "
            + $"{string.Join(" ", reasons)} Run the same command again: it asks for what is missing.");
    }

    private static TraceName NameOf(RowTask task) => new(task.Row, task.Rollouts[0]);

    // What an earlier command left: a file that was not made a batch of for certain is looked for.
    private async Task<IReadOnlyList<BatchState>> KnownAsync(BatchSending sending, CancellationToken cancellationToken)
    {
        List<BatchState> known = [];
        foreach (BatchState state in _folder.Read())
        {
            if (state.Server != _endpoint.Address)
            {
                throw new DistillationException(
                    $"{state.PathOf(".json")}: the batch is at {state.Server}, and this run asks {_endpoint.Address}. "
                    + "Give the address of that one (--base-url), or remove the file to ask anew.");
            }

            known.Add(state.Batch is not null ? state
                : await sending.CreateAsync(state, mayBeThere: true, cancellationToken).ConfigureAwait(false));
        }

        return known;
    }

    // Waits for a batch and takes what came of it.
    private async Task FetchAsync(BatchState state, RunTally tally, CancellationToken cancellationToken)
    {
        if (state.Ended is null)
        {
            BatchStatus ended = await EndOfAsync(state.Batch!, tally, cancellationToken).ConfigureAwait(false);
            if (ended.ErrorFile is { } errors)
                await _endpoint.DownloadAsync(errors, state.ErrorsPath, cancellationToken).ConfigureAwait(false);
            if (ended.OutputFile is { } output)
                await _endpoint.DownloadAsync(output, state.OutputPath, cancellationToken).ConfigureAwait(false);
            state = state with { Ended = ended.IsWhole ? "" : Said(ended) };
            await BatchFolder.WriteAsync(state).ConfigureAwait(false);
        }

        if (state.Ended!.Length > 0) _shortOnes.Add(state.Ended);
        Replies.Take(state);
    }

    private async Task<BatchStatus> EndOfAsync(string batch, RunTally tally, CancellationToken cancellationToken)
    {
        string? told = null;
        for (TimeSpan wait = s_shortest; ; wait = wait * 2 < s_longest ? wait * 2 : s_longest)
        {
            try
            {
                BatchStatus status = await _endpoint.GetAsync(batch, cancellationToken).ConfigureAwait(false);
                Say(FormattableString.Invariant(
                    $"batch {batch}: {status.State}, {status.Completed:N0} of {status.Total:N0} answered")
                    + FormattableString.Invariant($", {status.Failed:N0} failed"));
                if (status.HasEnded) return status;
            }
            catch (ModelException away) when (away is
            {
                IsTransient: true,
                Kind: not (ModelFailure.Unauthorized or ModelFailure.Forbidden or ModelFailure.NotFound),
            })
            {
                // The batch goes on at the server meanwhile. Its server's words, which may repeat what was said, are
                // not logged.
                Say($"batch {batch}: its server can't be asked now ({away.Kind}), and is asked again");
            }

            await Task.Delay(wait, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        void Say(string said)
        {
            if (said != told) tally.Tell(told = said);
        }
    }

    private static string Said(BatchStatus ended) => ended.State switch
    {
        "expired" => $"Batch {ended.Id} expired before all were asked.",
        "failed" => $"Batch {ended.Id} was refused as a whole: {ended.Problem ?? "the server does not say why"}",
        _ => $"Batch {ended.Id} was {ended.State}.",
    };
}
