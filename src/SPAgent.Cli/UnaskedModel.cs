using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary>A model that is not asked, for a dry run; it goes by the name of the one that would be.</summary>
internal sealed class UnaskedModel(IChatClient model) : DelegatingChatClient(model)
{
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default) => throw new NotAskedException();

    /// <summary>A request would be sent here.</summary>
    internal sealed class NotAskedException() : Exception("Nothing is asked in a dry run.");
}
