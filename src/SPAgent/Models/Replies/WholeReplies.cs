using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Streams of clients that have a reply only as a whole.</summary>
internal static class WholeReplies
{
    public static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(Task<ChatResponse> reply)
    {
        foreach (ChatResponseUpdate update in (await reply.ConfigureAwait(false)).ToChatResponseUpdates())
            yield return update;
    }
}
