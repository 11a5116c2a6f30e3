using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A request on its way.</summary>
/// <param name="Conversation">The conversation that it continues or begins.</param>
/// <param name="Fresh">Its messages that the conversation does not hold yet.</param>
/// <param name="State">Hash of all that the request holds.</param>
/// <param name="Options">What it asks for beside its messages.</param>
/// <param name="Began">When it began, as the clock's time stamp.</param>
internal sealed record RecordedTurn(
    RecordedConversation Conversation, IReadOnlyList<ChatMessage> Fresh, string State, ChatOptions? Options,
    long Began);
