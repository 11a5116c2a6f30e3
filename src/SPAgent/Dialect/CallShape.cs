using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>Reads the JSON of a call: name and arguments by the keys in use, wrapped, listed or side by side.</summary>
internal static class CallShape
{
    /// <summary>What is said of a call whose tool is known by its arguments alone.</summary>
    public const string NoName = "name missing";

    private static readonly string[] s_wrappers = ["function", "tool_call", "function_call", "tool_calls", "tool_uses",
        "action", "actions", "tool", "call", "calls"];
    private static readonly string[] s_names =
        ["name", "tool_name", "tool", "function", "function_name", "action", "recipient_name"];
    private static readonly string[] s_arguments = ["arguments", "parameters", "args", "tool_arguments", "tool_input",
        "action_input", "input", "kwargs", "params"];
    private static readonly string[] s_aside = ["type", "id", "call_id", "tool_call_id", "index"];

    /// <summary>The calls in a value; one that is none has a <see cref="ToolRequest.Problem"/>.</summary>
    public static IEnumerable<ToolRequest> Calls(JsonElement value, IReadOnlyList<string> repairs,
        IReadOnlyList<ToolSignature> tools)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object))
        {
            return value.EnumerateArray().SelectMany(item => Calls(item, repairs, tools));
        }

        // ["rotate", {"angle": 90}]
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && value[0].ValueKind == JsonValueKind.String && value[1].ValueKind == JsonValueKind.Object
            && ToolSignature.Find(tools, value[0].GetString()!) is not null)
            return [Named(value[0].GetString()!, value[1], repairs, tools)];

        if (value.ValueKind == JsonValueKind.String && LooseJson.ReadWhole(value.GetString()!)
            is { Value.ValueKind: JsonValueKind.Object or JsonValueKind.Array } inside)
        {
            return Calls(inside.Value, [.. repairs, .. inside.Repairs, "call in quotes"], tools);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return
                [ToolRequest.Unreadable(
                    $"A tool call is one JSON object with name and arguments, not {ToolArguments.Describe(value)}.")];
        }

        bool isCall = NameKey(value) is not null && s_arguments.Any(known => value.TryGetProperty(known, out _));
        foreach (string wrapper in isCall ? [] : s_wrappers)
        {
            if (value.TryGetProperty(wrapper, out JsonElement inner)
                && inner.ValueKind is JsonValueKind.Object or JsonValueKind.Array) return Calls(inner, repairs, tools);
        }

        // One key around a call, whatever it is called.
        if (!isCall && value.GetPropertyCount() == 1 && value.EnumerateObject().First().Value is var only
            && only.ValueKind == JsonValueKind.Object && NameKey(only) is { } key
            && ToolSignature.Find(tools, only.GetProperty(key).GetString()!) is not null)
            return Calls(only, repairs, tools);
        return [Call(value, repairs, tools)];
    }

    /// <summary>A call by its name and arguments, made to fit the tool that is meant.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="arguments">The arguments as written; undefined for none.</param>
    /// <param name="repairs">What was mended so far.</param>
    /// <param name="tools">The tools there are.</param>
    /// <param name="raw">The text of arguments that are no strict JSON; null where they are.</param>
    public static ToolRequest Named(string name, JsonElement arguments, IReadOnlyList<string> repairs,
        IReadOnlyList<ToolSignature> tools, string? raw = null)
    {
        ToolSignature? tool = ToolSignature.Find(tools, name);
        if (tool is null && Meant(name, arguments, repairs, tools) is { } meant) return meant;
        if (arguments.ValueKind == JsonValueKind.Object && Inside(name, tool, arguments, repairs, tools) is { } inner)
            return inner;
        (JsonElement fitted, IReadOnlyList<string> more) = CallArguments.Fit(arguments, tool?.Schema ?? default);
        string[] all = [.. repairs, .. more,
            .. tool is not null && tool.Name != name ? (string[])[$"{name} read as {tool.Name}"] : []];
        bool changed = raw is not null || more.Count > 0;
        return new ToolRequest
        {
            Name = tool?.Name ?? name,
            Arguments = fitted,
            AsWritten = !changed ? null : raw is not null ? JsonSerializer.SerializeToElement(raw, JsonSettings.Line)
                : arguments.Clone(),
            Repairs = all,
        };
    }

    // A name that holds the call, or that stands for several, of which the last one counts.
    private static ToolRequest? Meant(string name, JsonElement arguments, IReadOnlyList<string> repairs,
        IReadOnlyList<ToolSignature> tools)
    {
        bool isEmpty = arguments.ValueKind is not JsonValueKind.Object || arguments.GetPropertyCount() == 0;
        ToolRequest? last = isEmpty ? name.AsSpan().ContainsAny("{([") && tools.Count > 0
                ? new CallSyntax(name, tools, cutShort: false).ReadAt(0)?.Calls[^1] : null
            : arguments.TryGetProperty("tool_uses", out _) ? Calls(arguments, repairs, tools).LastOrDefault() : null;
        return last is { Problem: null } && ToolSignature.Find(tools, last.Name) is not null
            ? last with { Repairs = [.. last.Repairs, "call inside its name"] } : null;
    }

    // The whole call in the place of its arguments, or arguments without a name.
    private static ToolRequest? Inside(string name, ToolSignature? tool, JsonElement arguments,
        IReadOnlyList<string> repairs, IReadOnlyList<ToolSignature> tools)
    {
        if (name.Length == 0) return Call(arguments, repairs, tools) is { Problem: null } meant ? meant : null;
        bool isCall = NameKey(arguments) is { } key && s_arguments.Any(known => arguments.TryGetProperty(known, out _))
            && ToolSignature.Find(tools, arguments.GetProperty(key).GetString()!) is { } named
            && (tool is null || tool == named);
        return isCall ? Call(arguments, [.. repairs, "call inside its arguments"], tools) : null;
    }

    private static ToolRequest Call(JsonElement call, IReadOnlyList<string> repairs, IReadOnlyList<ToolSignature> tools)
    {
        string? key = NameKey(call);
        if (key is null) return Nameless(call, repairs, tools);
        if (IsDefinition(call)) return ToolRequest.Unreadable("This is the definition of a tool, and no call of it.");
        string name = call.GetProperty(key).GetString()!;
        string? holder = s_arguments.FirstOrDefault(known => call.TryGetProperty(known, out _));
        return Named(name, holder is not null && HoldsArguments(call, holder) ? call.GetProperty(holder)
            : Beside(call, key), repairs, tools);
    }

    private static string? NameKey(JsonElement call) => s_names.FirstOrDefault(
        known => call.TryGetProperty(known, out JsonElement name) && name.ValueKind == JsonValueKind.String
            && name.GetString()!.Length > 0);

    // A model that repeats what it was told of its tools calls none.
    private static bool IsDefinition(JsonElement call) => call.TryGetProperty("parameters", out JsonElement parameters)
        && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("properties", out _)
        && parameters.TryGetProperty("type", out _);

    // An "input" of text may be an argument like any other.
    private static bool HoldsArguments(JsonElement call, string holder) =>
        holder is "arguments" or "parameters" or "params" || call.GetProperty(holder).ValueKind is JsonValueKind.Object
        || (call.GetProperty(holder).ValueKind is JsonValueKind.String
            && call.GetProperty(holder).GetString()!.AsSpan().TrimStart().StartsWith("{"));

    // Arguments beside the name: {"name": "rotate", "angle": 90}.
    private static JsonElement Beside(JsonElement call, string name)
    {
        JsonObject rest = CallArguments.Copy(call);
        foreach (string other in (string[])[name, .. s_aside]) rest.Remove(other);
        return JsonElement.Parse(rest.ToJsonString(JsonSettings.Line));
    }

    // {"rotate": {"angle": 90}}, or arguments that only one tool takes.
    private static ToolRequest Nameless(JsonElement call, IReadOnlyList<string> repairs,
        IReadOnlyList<ToolSignature> tools)
    {
        JsonProperty[] properties = [.. call.EnumerateObject()];
        if (properties.Length == 1 && ToolSignature.Find(tools, properties[0].Name) is { } named
            && properties[0].Value.ValueKind is JsonValueKind.Object or JsonValueKind.String)
        {
            return Named(named.Name, properties[0].Value, [.. repairs, "name as a key"], tools);
        }

        ToolSignature[] fitting =
            [.. tools.Where(tool => Required(tool) is { Count: > 0 } required
                && required.All(name => call.TryGetProperty(name, out _)))];
        return fitting.Length == 1 ? Named(fitting[0].Name, call, [.. repairs, NoName], tools)
            : ToolRequest.Unreadable("The tool call has no name.");
    }

    private static List<string> Required(ToolSignature tool) =>
        tool.Schema.ValueKind == JsonValueKind.Object && tool.Schema.TryGetProperty("required",
            out JsonElement required) && required.ValueKind == JsonValueKind.Array
            ? [.. required.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String)
                .Select(name => name.GetString()!)] : [];
}
