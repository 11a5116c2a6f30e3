using System.Text.Json;

namespace SPAgent;

/// <summary>What a reader of calls knows of a tool.</summary>
/// <param name="Name">Name as the model calls it.</param>
/// <param name="Schema">JSON Schema of the arguments.</param>
internal sealed record ToolSignature(string Name, JsonElement Schema)
{
    /// <summary>
    /// The tool that a model means: by its name, or by one with a prefix (<c>functions.</c>), with marks of a channel
    /// behind it, in another spelling of case and hyphens, or without the word "tool". Null when it means none, or more than
    /// one.
    /// </summary>
    public static ToolSignature? Find(IReadOnlyList<ToolSignature> tools, string name) =>
        tools.FirstOrDefault(tool => tool.Name == name) ?? Only(tools, Bare(name))
            ?? Only(tools, Bare(name).TrimEnd(s_digits)) ?? Only(tools, FirstWord(Bare(name)))
            ?? (Half(Bare(name)) is { } half ? Only(tools, half) : null);

    /// <summary>A name without what models write around it.</summary>
    public static string Bare(string name)
    {
        int mark = name.AsSpan().IndexOfAny("<[");
        if (mark > 0) name = name[..mark];
        name = name.Trim().Trim('`', '"', '\'', '*', '(', ')');
        // functions.name:0
        int number = name.LastIndexOf(':');
        if (number > 0 && number < name.Length - 1 && !name.AsSpan(number + 1).ContainsAnyExceptInRange('0', '9'))
            name = name[..number];
        int prefix =
            Math.Max(name.LastIndexOfAny(['.', ':', '/']), name.LastIndexOf("__", StringComparison.Ordinal) + 1);
        return prefix > 0 && prefix < name.Length - 1 ? name[(prefix + 1)..] : name;
    }

    // "name json", as a kind of content gets stuck to it.
    private static string FirstWord(string name) => name.Trim().Split([' ', '\n', '\t'])[0];

    // A name that a server put together from two pieces that both held it.
    private static string? Half(string name) =>
        name.Length % 2 == 0 && name.AsSpan(0, name.Length / 2).SequenceEqual(name.AsSpan(name.Length / 2))
            ? name[..(name.Length / 2)] : null;

    // name_0, as some servers number calls.
    private static readonly char[] s_digits = [.. "_0123456789"];

    private static ToolSignature? Only(IReadOnlyList<ToolSignature> tools, string bare)
    {
        string folded = Fold(bare);
        ToolSignature[] meant = [.. tools.Where(tool => Fold(tool.Name) == folded)];
        if (meant.Length == 0 && folded.Length > 0)
            meant = [.. tools.Where(tool => WithoutTool(Fold(tool.Name)) == WithoutTool(folded))];
        return meant.Length == 1 ? meant[0] : null;
    }

    private static string WithoutTool(string folded) =>
        folded.Length > 4 && folded.EndsWith("TOOL", StringComparison.Ordinal) ? folded[..^4] : folded;

    private static string Fold(string name) =>
        string.Concat(name.Where(c => c is not ('-' or ' ' or '_'))).ToUpperInvariant();
}
