namespace SPAgent;

/// <summary>Where a picture made by a tool is shown to a model.</summary>
internal enum ToolPictures
{
    /// <summary>In a user message behind the tool's.</summary>
    UserMessage,

    /// <summary>In the tool message.</summary>
    ToolMessage,

    /// <summary>In a user message, with a line of the assistant's between it and the tool's.</summary>
    BehindAssistant,
}
