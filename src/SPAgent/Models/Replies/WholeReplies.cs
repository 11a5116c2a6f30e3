using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Streams of clients that have a reply only as a whole. Nothing is asked before the stream is read.</summary>
internal static class WholeReplies
{
    public static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        Func<CancellationToken, Task<ChatResponse>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChatResponse response = await ask(cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates()) yield return update;
    }
}
