namespace SPAgent;

/// <summary>Who says a message.</summary>
internal enum TrainingRole
{
    User,
    Assistant,

    /// <summary>The result of the calls in the message before; all calls of a turn have one such message.</summary>
    Tool,
}
