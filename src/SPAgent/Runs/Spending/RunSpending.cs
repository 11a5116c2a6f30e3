namespace SPAgent;

/// <summary>What a run has spent and may still spend. Safe for several threads.</summary>
/// <param name="budget">The limits; null for none.</param>
/// <param name="ofShard">Whether the limits are those of one shard alone.</param>
/// <param name="longestReply">Tokens that a reply may have.</param>
/// <param name="before">What earlier runs into the folder spent.</param>
/// <param name="log">Where usage goes that stands in no trace or session; null for nowhere.</param>
/// <param name="time">The clock.</param>
/// <param name="bySample">
/// Whether a conversation asks once for all its requests, since another process holds it: the first is awaited, to know
/// what one takes; later ones get some more than any took so far, and a reply. Where that is no longer left, one at a
/// time gets the rest.
/// </param>
internal sealed class RunSpending(
    RunBudget? budget, bool ofShard, int longestReply, TokenCount before, UsageLog? log, TimeProvider time,
    bool bySample = false)
{
    // What an allowance is more than the most that one took: what is too small was paid for in vain.
    private const double AfterFew = 3, AfterMany = 1.25;
    private const int Few = 8;

    private readonly Lock _lock = new();
    private readonly HashSet<SpendingShare> _active = [];
    private TokenCount _spent = before, _ofEnded, _first, _most;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _limit;
    private int _ended, _firsts;
    private bool _said, _unreported;

    /// <summary>Whether no further conversation fits.</summary>
    public bool IsSpent => _limit is not null;

    /// <summary>Whether a budget is held against a server that reports no usage, which is told once.</summary>
    public bool TakeUnreported()
    {
        lock (_lock)
        {
            bool news = HasLimit && _unreported && !_said;
            _said |= news;
            return news;
        }
    }

    /// <summary>Why the run stopped; null where it did not.</summary>
    public string? Reason => _limit is null ? null
        : $"The budget allows no further request: {Spent.Say(budget!.Prices)} spent of {_limit}"
            + (ofShard ? ", by this shard alone. " : ". ")
            + "Raise it and run the same command again to go on.";

    /// <summary>What was spent, earlier runs included.</summary>
    public TokenCount Spent
    {
        get
        {
            lock (_lock) return _spent;
        }
    }

    /// <summary>The share of a conversation that begins; null when the budget is spent.</summary>
    public SpendingShare? Begin(SpentOn what)
    {
        lock (_lock)
        {
            if (IsSpent) return null;
            SpendingShare share = new(this, what);
            _active.Add(share);
            return share;
        }
    }

    /// <summary>Waits until the longest reply fits; false when it never will.</summary>
    public async ValueTask<bool> EnterAsync(SpendingShare share, CancellationToken cancellationToken)
    {
        if (!HasLimit) return true;
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                TokenCount reserved = Wanted(share);
                (share.Held, share.IsAlone) = (default, false);
                bool early = IsTooEarly(share) || AwaitsAnother(share);
                string? limit = early ? null : Limit(reserved);
                bool takesRest = limit is not null && bySample && OthersWait(share) && Limit(LikeMost()) is null;
                if (takesRest) limit = null;
                if (limit is null && !early)
                {
                    share.IsAlone = takesRest || (bySample && _ended == 0);
                    (share.Held, share.IsWaiting) = (reserved, false);
                    return true;
                }

                if (limit is not null && GivesUp(share))
                {
                    _limit ??= limit;
                    Signal();
                    return false;
                }

                if (!share.IsWaiting) Signal();
                share.IsWaiting = true;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What a conversation may take that another process holds; null for no limit. One that is alone may take
    /// what is left.</summary>
    public RunBudget? AllowanceOf(SpendingShare share)
    {
        if (!HasLimit) return null;
        lock (_lock)
        {
            return new()
            {
                MaxTokensTotal = budget!.MaxTokensTotal is not { } tokens ? null
                    : Math.Max(1, share.IsAlone ? tokens - _spent.Total : share.Held.Total),
                MaxCost = budget.MaxCost is not { } cost ? null
                    : Math.Max(0, share.IsAlone ? cost - _spent.Cost(budget.Prices ?? new())
                        : share.Held.Cost(budget.Prices ?? new())),
                Prices = budget.Prices,
            };
        }
    }

    /// <summary>Notes that a server tells no usage.</summary>
    public void NoteUnreported()
    {
        lock (_lock) _unreported = true;
    }

    /// <summary>Notes that one conversation took so much before it came to its end.</summary>
    public void NoteMost(TokenCount used)
    {
        lock (_lock) _most = new(Math.Max(_most.Input, used.Input), 0, Math.Max(_most.Output, used.Output));
    }

    /// <summary>Notes what a request took; null where the server did not say: its longest reply is counted.</summary>
    public TokenCount Add(SpendingShare share, TokenCount? usage)
    {
        lock (_lock)
        {
            _unreported |= usage is null;
            TokenCount used = usage ?? (HasLimit ? new(0, 0, longestReply) : default);
            // What a cache gave shows nothing.
            if (share.Requests - share.Hits == 1)
            {
                _first += used;
                _firsts++;
            }

            _spent += used;
            share.Held = new(Math.Max(0, share.Held.Input - used.Input), 0,
                Math.Max(0, share.Held.Output - used.Output));
            Signal();
            return used;
        }
    }

    /// <summary>Ends a share; what no trace or session holds goes into the log.</summary>
    public void End(SpendingShare share, bool isKept)
    {
        log?.Add(share.What, isKept ? share.Lost : share.Used, time.GetUtcNow());
        lock (_lock)
        {
            _active.Remove(share);
            if (isKept)
            {
                _ended++;
                _ofEnded += share.Used;
                NoteMost(share.Used);
            }

            Signal();
        }
    }

    private bool HasLimit => (budget?.MaxTokensTotal ?? budget?.MaxCost) is not null;

    // How long a prompt is shows the first answer alone: until it is there one conversation goes ahead.
    private bool IsTooEarly(SpendingShare share) =>
        !bySample && _firsts == 0 && _active.Any(other => other != share && other.Held != default);

    // The next reply; at the beginning of a conversation as much as one took on the average, so that it can end.
    private TokenCount Wanted(SpendingShare share)
    {
        if (bySample) return LikeMost(_ended < Few ? AfterFew : AfterMany);

        long input = share.Requests > 0 || _firsts == 0 ? share.LastInput : _first.Input / _firsts;
        TokenCount reply = new(input, 0, longestReply);
        if (share.Requests > 0 || _ended == 0)
            return new(Math.Max(reply.Input, share.Held.Input), 0, Math.Max(reply.Output, share.Held.Output));
        return new(Math.Max(reply.Input, _ofEnded.Input / _ended), 0, Math.Max(reply.Output, _ofEnded.Output / _ended));
    }

    // So many times the most that a conversation took, and a reply.
    private TokenCount LikeMost(double times = 1) =>
        new((long)(_most.Input * times), 0, (long)(_most.Output * times) + longestReply);

    private bool AwaitsAnother(SpendingShare share) => _active.Any(other => other != share && other.IsAlone);

    private bool OthersWait(SpendingShare share) => _active.All(other => other == share || other.IsWaiting);

    // The limit that more would exceed, beside what the others hold; null for none.
    private string? Limit(TokenCount more)
    {
        TokenCount all = _active.Aggregate(_spent + more, (sum, share) => sum + share.Held);
        return all.Total > budget!.MaxTokensTotal
            ? FormattableString.Invariant($"{budget.MaxTokensTotal:N0} tokens (--max-tokens-total)")
            : all.Cost(budget.Prices ?? new()) > budget.MaxCost
            ? FormattableString.Invariant($"{budget.MaxCost} (--max-cost)") : null;
    }

    // When all wait for each other: those that have paid for nothing first.
    private bool GivesUp(SpendingShare share)
    {
        if (IsSpent && share.Requests == 0) return true;
        return OthersWait(share)
            && (share.Requests == 0 || _active.All(other => other == share || other.Requests > 0));
    }

    private void Signal()
    {
        // Without a limit nobody waits.
        if (!HasLimit) return;
        TaskCompletionSource changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
