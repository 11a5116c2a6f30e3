using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>What each request of one conversation of a run asks for, and which row it is about: no two rows, or answers
/// to one, share a reply that is kept.</summary>
internal sealed class RowRequest : SpendingRequest
{
    private readonly ConcurrentDictionary<string, int> _asked;

    public RowRequest(ChatOptions request, int row, int rollout) : base(request) =>
        (Row, Rollout, _asked) = (row, rollout, new(StringComparer.Ordinal));

    private RowRequest(RowRequest other) : base(other) =>
        (Row, Rollout, _asked) = (other.Row, other.Rollout, other._asked);

    public int Row { get; }

    public int Rollout { get; }

    /// <summary>How often the conversation has asked this, with this time, from 1.</summary>
    public int Attempt(string request) => _asked.AddOrUpdate(request, 1, (_, times) => times + 1);

    public override ChatOptions Clone() => new RowRequest(this);
}
