using System.Text.Json;

namespace SPAgent;

/// <summary>Reads the tool calls of a trace file: name and arguments stand in the entry, or in a <c>tool_call</c>
/// inside it.</summary>
internal static class ToolCallReader
{
    private const string PythonTool = "python_code_tool";

    public static ToolCall Read(TraceField item)
    {
        TraceObject fields = new(item);
        TraceObject? nested = fields.Take("tool_call") is TraceField call ? new(call) : null;
        string? name = nested is null ? fields.Need("tool_name").Text() : nested.Need("name").Text();
        JsonElement? arguments = (nested is null ? fields.Take("tool_arguments") : nested.Take("arguments"))?.Raw();
        string? code = (nested is null ? fields.Take("code") : nested.Take("code"))?.Text();
        if (code is null && name == PythonTool) (code, arguments) = Program(arguments);
        return new ToolCall
        {
            Turn = fields.Need("turn").Count() ?? 0,
            Name = name ?? "",
            Arguments = arguments,
            ArgumentsAsWritten = fields.Take("arguments_as_written")?.Raw(),
            BoxUnits = fields.Take("box_units", value => Units(value) is not null) is { } known
                ? Units(known.Value) : null,
            Repairs = [.. fields.Take("repairs", JsonValueKind.Array)?.Items()
                .Where(item => item.Value.ValueKind == JsonValueKind.String).Select(item => item.Text()!) ?? []],
            SentSize = TracePicturesReader.Size(fields.Take("sent_size", JsonValueKind.Array)),
            Code = code,
            Success = fields.Take("success")?.Flag() ?? true,
            Message = fields.Take("message")?.Text(),
            ObservationSha256 = fields.Take("observation_sha256")?.Text(),
            Replayable = fields.Take("replayable")?.Flag(),
            Environment = fields.Take("environment")?.Object(),
            Extra = [.. nested?.Rest() ?? [], .. fields.Rest()],
        };
    }

    // Null for a unit of a later version, which stays among the fields that are not known.
    private static BoxUnits? Units(JsonElement value) => value.ValueKind == JsonValueKind.String
        && Enum.TryParse(value.GetString(), ignoreCase: true, out BoxUnits units) && Enum.IsDefined(units)
        ? units : null;

    // A model may put its program among the arguments; beside other arguments these are kept.
    private static (string? Code, JsonElement? Arguments) Program(JsonElement? arguments)
    {
        bool found = arguments is { ValueKind: JsonValueKind.Object } given
            && given.TryGetProperty("code", out JsonElement code)
            && code.ValueKind == JsonValueKind.String;
        if (!found) return (null, arguments);
        JsonElement all = arguments!.Value;
        return (all.GetProperty("code").GetString(), all.GetPropertyCount() == 1 ? null : all);
    }
}
