namespace SPAgent;

/// <summary>How a model learns of its tools.</summary>
public enum ToolsMode
{
    /// <summary>Native where the endpoint takes tools (it is asked once), else in the prompt.</summary>
    Auto,

    /// <summary>As the request's <c>tools</c> parameter; calls come back as native tool calls.</summary>
    Native,

    /// <summary>In the system message; calls come back as text between tags.</summary>
    Prompt,
}
