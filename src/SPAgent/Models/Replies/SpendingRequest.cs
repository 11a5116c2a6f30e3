using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>What each request of a conversation asks for, and what the conversation spends.</summary>
internal class SpendingRequest : ChatOptions
{
    public SpendingRequest(ChatOptions request) : base(request)
    {
    }

    protected SpendingRequest(SpendingRequest other) : base(other) => Share = other.Share;

    /// <summary>What the conversation spends: a client that asks again tells it, and asks it first.</summary>
    public SpendingShare? Share { get; init; }

    public override ChatOptions Clone() => new SpendingRequest(this);
}
