using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// The words between this project and a model: how tools are described, how a call is written, what an observation
/// says, what "go on" says. A conversation sends them and an export writes them from here, so that a training row says
/// what was said.
/// </summary>
internal static class ConversationDialect
{
    /// <summary>Stands for a picture in a text.</summary>
    public const string Image = "<image>";

    /// <summary>The system message of tools given as a parameter, and the first line of it when they stand in the
    /// prompt.</summary>
    public const string Opening = "You are a helpful assistant.";

    /// <summary>Answers a reply that holds neither a call nor an answer.</summary>
    public const string GoOn =
        "Please go on with your analysis, or give your final answer inside <answer></answer> tags.";

    /// <summary>Answers a native call that was not the last of its reply.</summary>
    public const string NotRun = "Not run: only the last tool call of a reply is run. Ask again if it is still needed.";

    /// <summary>The result of a native call that says nothing: its picture can stand in a user message only.</summary>
    public const string PictureFollows = "The picture follows.";

    /// <summary>Stands where a picture stood that a request leaves out.</summary>
    public const string NoLongerShown = "(a picture that is no longer shown)";

    /// <summary>What a call that failed without a word is told as.</summary>
    public const string Failure = "Error: Tool execution failed.";

    private const string CallOpen = "<tool_call>", CallClose = "</tool_call>", ToolsOpen = "<tools>",
        ToolsClose = "</tools>";

    // What stands behind the signatures, up to the rule for the answer.
    private const string HowToCall = """


        # Calling a tool

        Write one JSON object with the name and the arguments inside <tool_call></tool_call>, then stop and wait for the result:
        <tool_call>
        {"name": "function name", "arguments": {"argument name": "value"}}
        </tool_call>

        Use the tools whenever a closer or straighter look can help; several calls in a row are welcome. Each call works on the image that you saw last.
        """;

    private const string Heading = "# Tools\n\nThese functions can help you. Their signatures, one JSON object a line, "
        + "stand inside <tools></tools>:\n";

    private const string AnswerRule = "Put the final answer into \\boxed{}.";

    /// <summary>The tools as OpenAI's function definitions: a JSON array, as a trace keeps it.</summary>
    public static JsonElement Definitions(IEnumerable<ImageTool> tools) =>
        Definitions(tools.Select(tool => (tool.Name, tool.Description, tool.Schema)));

    /// <summary>The same of names, descriptions and schemas.</summary>
    public static JsonElement Definitions(IEnumerable<(string Name, string Description, JsonElement Schema)> tools)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, JsonSettings.Compact))
        {
            writer.WriteStartArray();
            foreach ((string name, string description, JsonElement schema) in tools)
                WriteDefinition(writer, name, description, schema);
            writer.WriteEndArray();
        }

        return JsonElement.Parse(buffer.ToArray());
    }

    /// <summary>A text without marks of pictures, as a dataset may write them; one that has none stays as it
    /// is.</summary>
    public static string Unmarked(string text)
    {
        string plain = text.Replace(Image, "", StringComparison.Ordinal);
        return plain.Length == text.Length ? text : plain.Trim();
    }

    /// <summary>A task with a mark for each picture: a task that marks one shows all of several there.</summary>
    public static string Marked(string task, int pictures)
    {
        int marks = task.AsSpan().Count(Image);
        if (marks >= pictures) return task;
        int first = task.IndexOf(Image, StringComparison.Ordinal);
        return task.Insert(first, string.Concat(Enumerable.Repeat($"{Image}\n", pictures - marks)));
    }

    /// <summary>The system message that describes the tools and how to call them.</summary>
    public static string System(string opening, JsonElement definitions) => definitions.GetArrayLength() == 0
        ? $"{opening}\n\n{AnswerRule}"
        : $"{WithTools(opening, definitions)}\n\n{AnswerRule}";

    /// <summary>A system message with the tools behind it, as <see cref="System"/> describes them, and no rule for the
    /// answer.</summary>
    public static string WithTools(string system, JsonElement definitions)
    {
        StringBuilder text = new(system.Length > 0 ? $"{system}\n\n{Heading}" : Heading);
        text.Append(ToolsOpen).Append('\n');
        foreach (JsonElement tool in definitions.EnumerateArray()) text.Append(tool.GetRawText()).Append('\n');
        return text.Append(ToolsClose).Append(HowToCall).ToString();
    }

    /// <summary>Whether a system message describes tools.</summary>
    public static bool DescribesTools(string system) => system.Contains(ToolsOpen, StringComparison.Ordinal);

    /// <summary>
    /// A system message without its description of tools, for those who get the tools apart: from the heading of the
    /// signatures to the end of what is said of calling them. What stands before and behind stays.
    /// </summary>
    public static string WithoutTools(string system)
    {
        int open = system.LastIndexOf(ToolsOpen + "\n", StringComparison.Ordinal);
        int close = open < 0 ? -1 : system.IndexOf(ToolsClose, open, StringComparison.Ordinal);
        if (close < 0) return system;
        int start = Start(system, open), end = End(system, close + ToolsClose.Length);
        string before = system[..start].TrimEnd(), behind = system[end..].Trim();
        return before.Length > 0 && behind.Length > 0 ? $"{before}\n\n{behind}" : before + behind;
    }

    /// <summary>A call as it is written between its tags.</summary>
    /// <param name="json">Name and arguments as one JSON object on a line.</param>
    public static string Call(string json) => $"{CallOpen}\n{json}\n{CallClose}";

    /// <summary>A text with calls written behind it.</summary>
    public static string WithCalls(string text, IEnumerable<ToolRequest> calls)
    {
        StringBuilder whole = new(text);
        foreach (ToolRequest call in calls)
        {
            if (whole.Length > 0) whole.Append('\n');
            string arguments = call.Arguments.ValueKind == JsonValueKind.Undefined ? "{}" : call.Arguments.GetRawText();
            whole.Append($"{CallOpen}{{\"name\": {JsonSerializer.Serialize(call.Name, JsonSettings.Line)}, "
                + $"\"arguments\": {arguments}}}{CallClose}");
        }

        return whole.ToString();
    }

    /// <summary>The observation of a call whose tools stand in the prompt; after success the picture stands where the
    /// mark is.</summary>
    public static string Observation(string tool, bool success, string? message)
    {
        if (success) return $"<tool_response>{(message is null ? "" : message + "\n")}{Image}</tool_response>";
        return tool == PythonCode.ToolName ? $"<tool_response>{message}</tool_response>" : message ?? Failure;
    }

    /// <summary>The tool message that answers a native call.</summary>
    public static string ToolMessage(bool success, string? message) =>
        message is { Length: > 0 } said ? said : success ? PictureFollows : Failure;

    /// <summary>The user message that shows the picture of a native call, behind its tool message.</summary>
    public const string ShownPicture = $"<tool_response>{Image}</tool_response>";

    // The heading, and the paragraph that announces the signatures.
    private static int Start(string system, int open)
    {
        int heading = system.LastIndexOf("# Tools", open, StringComparison.OrdinalIgnoreCase);
        if (heading >= 0) return heading > 0 && system[heading - 1] == '#'
            ? system.LastIndexOf('\n', heading) + 1 : heading;
        int paragraph = system[..open].TrimEnd().LastIndexOf("\n\n", StringComparison.Ordinal);
        // Other projects announce them on a line of its own.
        return system[..open].TrimEnd().EndsWith(':') ? paragraph + 1 : open;
    }

    private static int End(string system, int behind)
    {
        int how = system.IndexOf(HowToCall, behind, StringComparison.Ordinal);
        if (how >= 0) return how + HowToCall.Length;
        // In other words: up to the end of the paragraph that shows a call.
        int shown = system.LastIndexOf(CallClose, StringComparison.Ordinal);
        if (shown < behind) return behind;
        int end = system.IndexOf('\n', shown);
        return end < 0 ? system.Length : end;
    }

    private static void WriteDefinition(Utf8JsonWriter writer, string name, string description, JsonElement schema)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", name);
        writer.WriteString("description", description);
        writer.WritePropertyName("parameters");
        schema.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
