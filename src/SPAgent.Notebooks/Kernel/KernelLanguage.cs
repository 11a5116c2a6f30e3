using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>What a front end needs to know of the language; the same words in notebook files and in the kernel's
/// answer.</summary>
internal static class KernelLanguage
{
    public static JsonObject Info() => new()
    {
        ["codemirror_mode"] = "text/x-csharp",
        ["file_extension"] = ".cs",
        ["mimetype"] = "text/x-csharp",
        ["name"] = "C#",
        ["pygments_lexer"] = "csharp",
        ["version"] = "14.0",
    };
}
