using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>Reads tool calls and answers in the text of a model.</summary>
public static class ModelReply
{
    private const string CallOpen = "<tool_call>", CallClose = "</tool_call>", AnswerOpen = "<answer>", AnswerClose = "</answer>", Box = @"\boxed{";

    /// <summary>
    /// Every <c>&lt;tool_call&gt;{json}&lt;/tool_call&gt;</c> in order; one that can't be read is there with a
    /// <see cref="ToolRequest.Problem"/>. An opening tag without its end is no call.
    /// </summary>
    public static IReadOnlyList<ToolRequest> ToolCalls(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<ToolRequest> calls = [];
        int from = 0;
        for (int end = text.IndexOf(CallClose, StringComparison.Ordinal); end >= 0; end = text.IndexOf(CallClose, from, StringComparison.Ordinal))
        {
            int open = text.LastIndexOf(CallOpen, end, end - from + 1, StringComparison.Ordinal);
            if (open >= 0) calls.Add(ReadCall(text[(open + CallOpen.Length)..end].Trim()));
            from = end + CallClose.Length;
        }

        return calls;
    }

    /// <summary>
    /// The answer: the text in the last <c>&lt;answer&gt;…&lt;/answer&gt;</c>, else in the last <c>\boxed{…}</c> (braces may nest), trimmed;
    /// null when there is none or it is empty.
    /// </summary>
    public static string? Answer(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LastTagged(text) ?? LastBoxed(text);
    }

    /// <summary>The text inside the first <c>&lt;answer&gt;…&lt;/answer&gt;</c>, trimmed; null when there is none or it is empty.</summary>
    internal static string? FirstTagged(string text)
    {
        int open = text.IndexOf(AnswerOpen, StringComparison.Ordinal);
        int end = open < 0 ? -1 : text.IndexOf(AnswerClose, open, StringComparison.Ordinal);
        return end < 0 ? null : NullIfEmpty(text[(open + AnswerOpen.Length)..end]);
    }

    private static string? LastTagged(string text)
    {
        int end = text.LastIndexOf(AnswerClose, StringComparison.Ordinal);
        int open = end < 0 ? -1 : text.LastIndexOf(AnswerOpen, end, StringComparison.Ordinal);
        return open < 0 ? null : NullIfEmpty(text[(open + AnswerOpen.Length)..end]);
    }

    private static string? LastBoxed(string text)
    {
        for (int open = text.LastIndexOf(Box, StringComparison.Ordinal); open >= 0;
             open = open == 0 ? -1 : text.LastIndexOf(Box, open - 1, StringComparison.Ordinal))
        {
            int depth = 0;
            for (int i = open + Box.Length - 1; i < text.Length; i++)
            {
                if (text[i] == '{') depth++;
                else if (text[i] == '}' && --depth == 0) return NullIfEmpty(text[(open + Box.Length)..i]);
            }
        }

        return null;
    }

    private static string? NullIfEmpty(string text) => text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static ToolRequest ReadCall(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(QuoteNonFinite(json));
            return FromJson(document.RootElement);
        }
        catch (JsonException problem)
        {
            string where = problem.BytePositionInLine is { } position ? $" (line {problem.LineNumber + 1}, column {position + 1})" : "";
            return new ToolRequest { Name = "", Problem = $"Error: The tool call is not valid JSON{where}. Write {{\"name\": ..., \"arguments\": {{...}}}}." };
        }
    }

    private static ToolRequest FromJson(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            return new ToolRequest { Name = "", Problem = $"Error: A tool call is one JSON object with name and arguments, not {ToolArguments.Describe(call)}." };
        }

        if (!call.TryGetProperty("name", out JsonElement name) || name.ValueKind != JsonValueKind.String)
        {
            return new ToolRequest { Name = "", Problem = "Error: The tool call has no name." };
        }

        if (call.TryGetProperty("arguments", out JsonElement arguments)) return new ToolRequest { Name = name.GetString()!, Arguments = Unquote(arguments) };
        if (call.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.String)
        {
            JsonElement wrapped = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["code"] = code.GetString()! });
            return new ToolRequest { Name = name.GetString()!, Arguments = wrapped };
        }

        return new ToolRequest { Name = name.GetString()!, Problem = "Error: The tool call has no arguments." };
    }

    /// <summary>Some models write the arguments as JSON inside a string.</summary>
    internal static JsonElement Unquote(JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.String) return arguments.Clone();
        try
        {
            using JsonDocument inner = JsonDocument.Parse(QuoteNonFinite(arguments.GetString()!));
            return inner.RootElement.ValueKind == JsonValueKind.Object ? inner.RootElement.Clone() : arguments.Clone();
        }
        catch (JsonException)
        {
            return arguments.Clone();
        }
    }

    // Python's json writes NaN and Infinity bare; as strings they reach the tool, which names them in its refusal.
    private static string QuoteNonFinite(string json)
    {
        if (!json.Contains("NaN", StringComparison.Ordinal) && !json.Contains("Infinity", StringComparison.Ordinal)) return json;
        StringBuilder quoted = new(json.Length + 8);
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            string? word = inString ? null : WordAt(json, i);
            if (word is not null)
            {
                quoted.Append('"').Append(word).Append('"');
                i += word.Length - 1;
                continue;
            }

            quoted.Append(json[i]);
            if (json[i] == '\\' && inString && i + 1 < json.Length) quoted.Append(json[++i]);
            else if (json[i] == '"') inString = !inString;
        }

        return quoted.ToString();
    }

    private static string? WordAt(string json, int at)
    {
        foreach (string word in (ReadOnlySpan<string>)["NaN", "-Infinity", "Infinity"])
        {
            if (string.CompareOrdinal(json, at, word, 0, word.Length) == 0) return word;
        }

        return null;
    }
}
