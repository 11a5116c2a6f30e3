namespace SPAgent;

/// <summary>How tool calls stand in training data.</summary>
public enum ToolStyle
{
    /// <summary>Apart from the text, in the roles that the trainer has for calls and observations.</summary>
    Native,

    /// <summary>In the text, as the model wrote them: <c>&lt;tool_call&gt;…&lt;/tool_call&gt;</c>, with the words
    /// beside them.</summary>
    Text,
}
