using Microsoft.Extensions.AI;
using Microsoft.Win32.SafeHandles;

namespace SPAgent;

/// <summary>
/// Gives the replies that batches brought as if they had just come: what reads them, scores them and counts them sees
/// no difference.
/// </summary>
internal sealed class BatchReplies(IChatClient model, BatchEndpoint endpoint) : DelegatingChatClient(model)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TraceName, Place> _lines = [];
    private HashSet<TraceName> _again = [], _resent = [];
    private RequestShape _next = endpoint.Shape;

    /// <summary>How the requests of this round are written.</summary>
    public RequestShape Shape { get; private set; } = endpoint.Shape;

    /// <summary>What is changed in requests that are sent again; null for nothing.</summary>
    public string? Change { get; private set; }

    /// <summary>Why requests were not answered that may be asked later; null where none was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>How many have no answer although their batch has one: refused for now, or in their form.</summary>
    public int Left { get; private set; }

    /// <summary>Whether a request has a reply, or a failure.</summary>
    public bool Has(TraceName name) => _lines.ContainsKey(name);

    /// <summary>Whether a request is sent again in this round, in another way.</summary>
    public bool IsResent(TraceName name) => _resent.Contains(name);

    /// <summary>Begins another round, with what the server refused written in another way.</summary>
    public void Turn()
    {
        Left -= _again.Count;
        (Shape, Change, _resent, _again) = (_next, null, _again, []);
    }

    /// <summary>Takes what came of a batch; it replaces what came of earlier ones. The first reply to a request counts,
    /// and a failure only where no reply came.</summary>
    public void Take(BatchState state)
    {
        HashSet<TraceName> asked = [.. state.Requests];
        foreach (TraceName name in asked) _lines.Remove(name);
        foreach (string path in (string[])[state.OutputPath, state.ErrorsPath])
        {
            if (File.Exists(path)) Take(path, asked);
        }
    }

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        RowRequest request = (RowRequest)options!;
        TraceName name = new(request.Row, request.Rollout);
        ChatMessage[] sent = [.. messages];
        if (Line(name) is not { } line) throw new InvalidDataException("The request is larger than a batch may be.");
        try
        {
            return Task.FromResult(Read(line, request.Share));
        }
        catch (ModelException refusal)
            when (RequestLadder.Next(Shape, refusal, sent, options) is var (next, change))
        {
            lock (_lock)
            {
                Left++;
                _again.Add(name);
                if (Change is null) (_next, Change) = (next, change);
            }

            throw new NotAskedException(change);
        }
        catch (ModelException refusal) when (refusal.StopsRun)
        {
            lock (_lock)
            {
                Left++;
                Refusal ??= refusal.Message;
            }

            throw new NotAskedException(refusal.Message);
        }
    }

    // What a reply that is no good took counts as that of a single request does.
    private ChatResponse Read(BatchLine line, SpendingShare? share)
    {
        try
        {
            return endpoint.Read(line);
        }
        catch (ModelException bad)
        {
            share?.Lose(bad.Usage);
            throw;
        }
    }

    private void Take(string path, HashSet<TraceName> asked)
    {
        long at = 0;
        using StreamLines lines = new(File.OpenRead(path));
        while (lines.Read() is { } line)
        {
            if (BatchLine.Read(line.Span) is { WasNotAsked: false } read && BatchState.Parse(read.Name) is { } name
                && asked.Contains(name)
                && (!_lines.TryGetValue(name, out Place known) || (read.IsReply && !known.IsReply)))
            {
                _lines[name] = new(path, at, line.Length, read.IsReply);
            }

            at += line.Length + 1;
        }
    }

    private BatchLine? Line(TraceName name)
    {
        if (!_lines.TryGetValue(name, out Place place)) return null;
        byte[] line = new byte[place.Length];
        using SafeFileHandle file = File.OpenHandle(place.File);
        int read = RandomAccess.Read(file, line, place.At);
        return BatchLine.Read(line.AsSpan(0, read));
    }

    private readonly record struct Place(string File, long At, int Length, bool IsReply);
}
