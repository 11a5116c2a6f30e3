using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>The conversations under way, and which of them a request continues. A conversation takes one request at a
/// time: while it waits for a reply nothing else continues it.</summary>
internal sealed class ConversationBook(DataCollector collector, string model, TimeSpan idle)
{
    private readonly Lock _lock = new();
    private readonly HashSet<RecordedConversation> _all = [];

    // Those that wait for a request, by the hash of all that was said in them; and those whose first call failed, by
    // that of the request.
    private readonly Dictionary<string, List<RecordedConversation>> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordedConversation> _byId = new(StringComparer.Ordinal);

    // When each request ended, oldest first: the front tells who is idle, however many there are.
    private readonly Queue<(RecordedConversation Conversation, long At)> _ended = [];
    private Exception? _writing;

    /// <summary>Finds the conversation of a request, or begins one.</summary>
    public async Task<RecordedTurn> BeginAsync(ChatMessage[] request, ChatOptions? options)
    {
        RecordedTurn turn;
        List<RecordedConversation> over;
        // Outside the lock: all pictures of the request are hashed. One with an id is found by that.
        string[]? beginnings = options?.ConversationId is null ? [.. MessageChain.Of(request)] : null;
        lock (_lock)
        {
            over = TakeIdle();
            turn = Find(request, beginnings, options);
            turn.Conversation.IsBusy = true;
            Unlist(turn.Conversation);
        }

        foreach (RecordedConversation conversation in over)
            await WriteAsync(conversation.CloseAsync).ConfigureAwait(false);
        return turn;
    }

    /// <summary>Records a reply; the session is on disk when the task ends.</summary>
    public Task AnsweredAsync(RecordedTurn turn, ChatResponse response) => WriteAsync(() =>
    {
        RecordedConversation conversation = turn.Conversation;
        conversation.Add(turn, response, collector.Time.GetElapsedTime(turn.Began));
        string state = MessageChain.Of(response.Messages, turn.State).LastOrDefault(turn.State);
        lock (_lock)
        {
            conversation.State = state;
            if (response.ConversationId is { Length: > 0 } id)
            {
                if (conversation.ConversationId is { } earlier && earlier != id) _byId.Remove(earlier);
                conversation.ConversationId = id;
                _byId[id] = conversation;
            }
        }

        return conversation.SaveAsync();
    });

    /// <summary>Ends a request, however it ended: the conversation can be continued.</summary>
    public void End(RecordedTurn turn)
    {
        RecordedConversation conversation = turn.Conversation;
        lock (_lock)
        {
            conversation.IsBusy = false;
            conversation.LastUsed = collector.Time.GetTimestamp();
            _ended.Enqueue((conversation, conversation.LastUsed));
            // A first request that failed is found by its repetition.
            if (conversation.State is null) conversation.State = turn.State;
            if (!_open.TryGetValue(conversation.State, out List<RecordedConversation>? same))
                _open[conversation.State] = same = [];
            same.Add(conversation);
        }
    }

    /// <summary>Ends all conversations.</summary>
    /// <exception cref="IOException">A session could not be written; what a rule of success throws comes as it
    /// is.</exception>
    public async Task CloseAsync()
    {
        RecordedConversation[] all;
        lock (_lock)
        {
            all = [.. _all];
            foreach (RecordedConversation conversation in all) Forget(conversation);
            _ended.Clear();
            _writing = null;
        }

        foreach (RecordedConversation conversation in all)
            await WriteAsync(conversation.CloseAsync).ConfigureAwait(false);
        if (_writing is { } problem) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(problem);
    }

    private List<RecordedConversation> TakeIdle()
    {
        List<RecordedConversation> over = [];
        while (_ended.TryPeek(out (RecordedConversation Conversation, long At) first)
            && collector.Time.GetElapsedTime(first.At) >= idle)
        {
            _ended.Dequeue();
            // One that went on since stands further back.
            if (first.Conversation.IsBusy || first.Conversation.LastUsed != first.At
                || !_all.Contains(first.Conversation)) continue;
            Forget(first.Conversation);
            over.Add(first.Conversation);
        }

        return over;
    }

    private RecordedTurn Find(ChatMessage[] request, string[]? beginnings, ChatOptions? options)
    {
        long now = collector.Time.GetTimestamp();
        if (options?.ConversationId is { } id && _byId.TryGetValue(id, out RecordedConversation? known)
            && !known.IsBusy && known.State is { } said)
            return new(known, request, MessageChain.Of(request, said).LastOrDefault(said), options, now);
        beginnings ??= [.. MessageChain.Of(request)];
        string whole = beginnings.LastOrDefault(MessageChain.Start);
        for (int i = beginnings.Length - 1; i >= 0; i--)
        {
            if (!_open.TryGetValue(beginnings[i], out List<RecordedConversation>? found)) continue;
            // All that was said in one that was answered, and more; or word for word what failed.
            if (found.Find(each => each.IsAnswered == i < beginnings.Length - 1) is not { } next) continue;
            return new(next, next.IsAnswered ? request[(i + 1)..] : request, whole, options, now);
        }

        RecordedConversation conversation = new(collector, model);
        _all.Add(conversation);
        return new(conversation, request, whole, options, now);
    }

    private void Forget(RecordedConversation conversation)
    {
        _all.Remove(conversation);
        Unlist(conversation);
        if (conversation.ConversationId is { } id && _byId.GetValueOrDefault(id) == conversation) _byId.Remove(id);
    }

    private void Unlist(RecordedConversation conversation)
    {
        if (conversation.State is not { } state || !_open.TryGetValue(state, out List<RecordedConversation>? same))
            return;
        same.Remove(conversation);
        if (same.Count == 0) _open.Remove(state);
    }

    // Neither a full disk nor a rule of success that throws, nor a reply that can't be recorded, costs a reply that was
    // paid for: what could not be written is written with the next one.
    private async Task WriteAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            _writing = problem;
            CollectorLog.NotWritten(collector.Log, problem);
        }
    }
}
