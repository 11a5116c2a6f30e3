using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Records what any .NET agent does.</summary>
public static class DataCollectionExtensions
{
    /// <summary>
    /// Records each conversation as a session, its pictures and tool calls included, streamed ones too. Put it before
    /// or behind <c>UseFunctionInvocation</c>: each reply is one sample, each call is counted once.
    /// </summary>
    /// <remarks>
    /// A request continues the conversation whose <see cref="ChatResponse.ConversationId"/> it carries; else the one
    /// whose messages and reply are, whole, the beginning of its own. Any other request begins a session, unless it
    /// repeats one whose call failed. A session is on disk after each answer, as far as it went. One without an answer
    /// leaves a line in <c>failures.jsonl</c> when it is over or the client is disposed of. A session that can't be
    /// written, and a rule of success that throws, cost no reply: it is tried again after the next answer, and
    /// <see cref="IDisposable.Dispose"/> throws when it still can't.
    /// </remarks>
    /// <param name="builder">The client's builder.</param>
    /// <param name="collector">Where the sessions go. <see cref="DataCollector.Success"/> decides which are
    /// kept.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static ChatClientBuilder UseDataCollection(
        this ChatClientBuilder builder, DataCollector collector, DataCollectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(collector);
        return builder.Use(client => new CollectingChatClient(client, collector, options ?? new()));
    }
}
