namespace SPAgent.Notebooks;

/// <summary>How text in another language than C# looks: the page, a script for the page, a diagram.</summary>
internal static class ForeignText
{
    public static MimeBundle Markdown(string text) => MimeBundle.Text(text).With("text/markdown", text);

    public static MimeBundle Html(string markup) => MimeBundle.Html(markup, markup);

    /// <summary>Runs in the page that shows the notebook; with <c>await</c> as a function of its own.</summary>
    public static MimeBundle JavaScript(string script)
    {
        string safe = script.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
        string body = script.Contains("await ", StringComparison.Ordinal) ? $"(async () => {{\n{safe}\n}})();" : safe;
        return MimeBundle.Html($"<script type=\"text/javascript\">\n{body}\n</script>", script);
    }

    /// <summary>The diagram's text: JupyterLab draws it by its type, GitHub and others as a fence in markdown, and
    /// anyone can read it.</summary>
    public static MimeBundle Mermaid(string diagram) =>
        MimeBundle.Text(diagram).With("text/vnd.mermaid", diagram)
            .With("text/markdown", $"```mermaid\n{diagram.Trim()}\n```");
}
