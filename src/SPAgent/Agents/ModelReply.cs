using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>Reads tool calls and answers in the text of a model.</summary>
public static class ModelReply
{
    private const string CallOpen = "<tool_call>", CallClose = "</tool_call>";

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
    /// The answer: the text in the last <c>&lt;answer&gt;…&lt;/answer&gt;</c> (in capitals or not), else in the last <c>\boxed{…}</c> that is
    /// closed (braces may nest), without a LaTeX text command, trimmed; null when there is none or it is empty. Rewards look the same way.
    /// </summary>
    public static string? Answer(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AnswerText.Find(text) is { Length: > 0 } answer ? answer : null;
    }

    private static ToolRequest ReadCall(string json)
    {
        try
        {
            return FromJson(Parse(json));
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
            return new ToolRequest { Name = name.GetString()!, Arguments = PythonCode.Arguments(code.GetString()!) };
        }

        return new ToolRequest { Name = name.GetString()!, Problem = "Error: The tool call has no arguments." };
    }

    /// <summary>Some models write the arguments as JSON inside a string.</summary>
    internal static JsonElement Unquote(JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.String) return arguments.Clone();
        try
        {
            JsonElement inner = Parse(arguments.GetString()!);
            return inner.ValueKind == JsonValueKind.Object ? inner : arguments.Clone();
        }
        catch (JsonException)
        {
            return arguments.Clone();
        }
    }

    // What a model cut off inside an emoji is repaired, not refused.
    private static JsonElement Parse(string json) => JsonElement.Parse(JsonText.Strict(Encoding.UTF8.GetBytes(QuoteNonFinite(json))).Span);

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
