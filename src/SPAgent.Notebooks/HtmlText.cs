namespace SPAgent.Notebooks;

/// <summary>HTML that is shown as it is, scripts included; so never make it of text that a model or a dataset wrote without escaping that.</summary>
public sealed class HtmlText(string content)
{
    /// <summary>The markup.</summary>
    public string Content { get; } = content ?? "";

    /// <summary>The markup, so that it can be put together with other text.</summary>
    public override string ToString() => Content;
}
