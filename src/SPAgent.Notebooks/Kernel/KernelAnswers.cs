using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>Answers what front ends ask beside running cells. What is not known gets a polite answer, never
/// silence.</summary>
internal sealed class KernelAnswers(Task<CellEngine> engine)
{
    /// <summary>The type of the answer and its content; null when a message wants none.</summary>
    public async Task<(string Type, JsonObject Content)?> AnswerAsync(KernelMessage request) => request.Type switch
    {
        "kernel_info_request" => ("kernel_info_reply", Info()),
        "complete_request" => ("complete_reply", Complete(request, await engine.ConfigureAwait(false))),
        "inspect_request" => ("inspect_reply", Inspect(request, await engine.ConfigureAwait(false))),
        "is_complete_request" => ("is_complete_reply", IsComplete(request)),
        "history_request" => ("history_reply", Ok("history", new JsonArray())),
        "comm_info_request" => ("comm_info_reply", Ok("comms", new JsonObject())),
        _ when ReplyType(request) is { } reply => (reply, Unknown(request)),
        _ => null,
    };

    /// <summary>The type of the answer to a request; null when a message wants none.</summary>
    public static string? ReplyType(KernelMessage request) =>
        request.Type.EndsWith("_request", StringComparison.Ordinal) ? request.Type[..^"request".Length] + "reply"
            : null;

    private static JsonObject Info() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = KernelWire.ProtocolVersion,
        ["implementation"] = "spagent",
        ["implementation_version"] = typeof(KernelAnswers).Assembly.GetName().Version!.ToString(3),
        ["language_info"] = KernelLanguage.Info(),
        ["banner"] = "C# by the kernel of SPAgent. Variables, types and usings live on from cell to cell; #r \"nuget: "
            + "Name, Version\" adds a package.",
        ["help_links"] = new JsonArray(),
    };

    // Front ends count characters, .NET counts UTF-16 units: an emoji is one there and two here.
    private static int ToUnits(string code, int characters)
    {
        int unit = 0;
        for (; characters > 0 && unit < code.Length; characters--)
            unit += char.IsHighSurrogate(code[unit]) && unit + 1 < code.Length ? 2 : 1;
        return unit;
    }

    private static int ToCharacters(string code, int units) =>
        units - code[..units].Count(char.IsLowSurrogate);

    private static JsonObject Complete(KernelMessage request, CellEngine engine)
    {
        string code = request.Text("code");
        int cursor = ToUnits(code, request.Number("cursor_pos", otherwise: code.Length));
        (int start, IReadOnlyList<CellCompletion> words) = engine.Questions.Complete(code, cursor);
        (int first, int last) = (ToCharacters(code, start), ToCharacters(code, cursor));
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. words.Select(word => (JsonNode)word.Text)]),
            ["cursor_start"] = first,
            ["cursor_end"] = last,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. words.Select(word =>
                    new JsonObject { ["text"] = word.Text, ["type"] = word.Kind, ["start"] = first, ["end"] = last })]),
            },
        };
    }

    private static JsonObject Inspect(KernelMessage request, CellEngine engine)
    {
        string code = request.Text("code");
        string? told =
            engine.Questions.Inspect(code, ToUnits(code, request.Number("cursor_pos", otherwise: code.Length)));
        JsonObject reply = Ok("data", told is null ? new JsonObject() : new JsonObject { ["text/plain"] = told });
        reply["found"] = told is not null;
        reply["metadata"] = new JsonObject();
        return reply;
    }

    private static JsonObject IsComplete(KernelMessage request) =>
        CellQuestions.Completeness(request.Text("code")) switch
        {
            CellCompleteness.Complete => new JsonObject { ["status"] = "complete" },
            CellCompleteness.Incomplete => new JsonObject { ["status"] = "incomplete", ["indent"] = "    " },
            _ => new JsonObject { ["status"] = "invalid" },
        };

    private static JsonObject Ok(string name, JsonNode value) => new() { ["status"] = "ok", [name] = value };

    private static JsonObject Unknown(KernelMessage request) => new()
    {
        ["status"] = "error",
        ["ename"] = "NotSupported",
        ["evalue"] = $"This kernel does not know {request.Type}.",
        ["traceback"] = new JsonArray(),
    };
}
