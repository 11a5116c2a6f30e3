using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>What one conversation spends. One request at a time.</summary>
internal sealed class SpendingShare(RunSpending spending, SpentOn what) : IDisposable
{
    private bool _isKept;

    public SpentOn What => what;

    /// <summary>Tokens that it may still take for certain.</summary>
    public TokenCount Held { get; set; }

    /// <summary>Whether it waits for others to leave it room.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Whether no other may begin before it ends, since it may take all that is left.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Replies that a cache gave.</summary>
    public int Hits { get; private set; }

    /// <summary>Tokens of the last request.</summary>
    public long LastInput { get; private set; }

    /// <summary>All tokens so far.</summary>
    public TokenCount Used { get; private set; }

    /// <summary>Those that no trace or session can tell: of replies that were no good, or that the server did not
    /// count.</summary>
    public TokenCount Lost { get; private set; }

    /// <summary>Sends a request when the budget has room for it.</summary>
    /// <exception cref="BudgetSpentException">It never will.</exception>
    public async Task<ChatResponse> AskAsync(Func<Task<ChatResponse>> request, CancellationToken cancellationToken)
    {
        await RepeatAsync(cancellationToken).ConfigureAwait(false);
        Requests++;
        ChatResponse response = await request().ConfigureAwait(false);
        if (CachedModel.IsHit(response))
        {
            // What was kept costs nothing.
            Hits++;
            return response;
        }

        TokenCount? reported = TokenCount.Of(response.Usage);
        TokenCount used = spending.Add(this, reported);
        (LastInput, Used) = (used.Input, Used + used);
        // What is kept can't tell it.
        if (reported is null) Lost += used;
        return response;
    }

    /// <summary>Waits until the budget has room for the longest reply.</summary>
    /// <exception cref="BudgetSpentException">It never will.</exception>
    public async Task RepeatAsync(CancellationToken cancellationToken)
    {
        if (!await spending.EnterAsync(this, cancellationToken).ConfigureAwait(false))
            throw new BudgetSpentException();
    }

    /// <summary>Notes a reply that was no good.</summary>
    public void Lose(UsageDetails? usage)
    {
        if (TokenCount.Of(usage) is not { } lost) return;
        spending.Add(this, lost);
        (LastInput, Used, Lost) = (lost.Input, Used + lost, Lost + lost);
    }

    /// <summary>Notes a reply that is counted already, and that no trace will tell.</summary>
    public void Untold(UsageDetails? usage)
    {
        if (TokenCount.Of(usage) is { } untold) Lost += untold;
    }

    /// <summary>Notes what a conversation took that another process held.</summary>
    public void Take(Trace? trace, UsageDetails? lost)
    {
        Lose(lost);
        if (TokenCount.Of(lost) is { } most)
        {
            spending.NoteMost(most);
            if (trace?.Turns.Any(turn => turn.Usage is null) == true) spending.NoteUnreported();
        }

        // A turn without usage came from a cache, or is among what was lost.
        foreach (TokenUsage usage in trace?.Turns.Select(turn => turn.Usage).OfType<TokenUsage>() ?? [])
        {
            TokenCount used = spending.Add(this, TokenCount.Of(usage));
            (LastInput, Used) = (used.Input, Used + used);
        }
    }

    /// <summary>The conversation became a trace, or a session.</summary>
    public void Keep() => _isKept = true;

    public void Dispose() => spending.End(this, _isKept);
}

/// <summary>A conversation can't go on because the run's budget is spent.</summary>
internal sealed class BudgetSpentException() : NotAskedException("The budget is spent.");

/// <summary>A request was not asked, which says nothing about its row: it stays open.</summary>
internal class NotAskedException(string message) : Exception(message);
