using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Reads the calls that begin at a position, in any of the forms that models write between their marks.</summary>
internal sealed partial class CallSyntax(string text, IReadOnlyList<ToolSignature> tools, bool cutShort)
{
    /// <summary>Reads one form; null where none begins. It may hold several calls.</summary>
    public (IReadOnlyList<ToolRequest> Calls, int End)? ReadAt(int at)
    {
        if (at >= text.Length) return null;
        return text[at] switch
        {
            '{' or '"' or (>= '0' and <= '9') => Json(at),
            '[' => PythonList(at) ?? Json(at),
            '<' => Element(at),
            _ => Named(at),
        };
    }

    /// <summary>Whether a call seems to begin here, so that one that can't be read is a mistake and no mention of the mark.</summary>
    public bool SeemsCall(int at) => at < text.Length && (text[at] is '{' or '[' || text.AsSpan(at).StartsWith("```") || Opening().IsMatch(text, at)
        || (NameAt().Match(text, at) is { Success: true } name && ToolSignature.Find(tools, name.Value) is not null));

    /// <summary>The code of a block <c>&lt;code&gt;…&lt;/code&gt;</c>; null where none begins.</summary>
    public (string Code, int End)? CodeAt(int at) =>
        CodeBlock().Match(text, at) is { Success: true } block ? (block.Groups["code"].Value.Trim('\r', '\n'), at + block.Length) : null;

    private (IReadOnlyList<ToolRequest>, int)? Json(int at) =>
        LooseJson.Read(text, at, cutShort) is { } value ? ([.. CallShape.Calls(value.Value, value.Repairs, tools)], value.End) : null;

    // <function=name>, <invoke name="name">, with parameters as elements, or as JSON.
    private (IReadOnlyList<ToolRequest>, int)? Element(int at)
    {
        Match opening = Opening().Match(text, at);
        if (!opening.Success) return null;
        int from = at + opening.Length;
        int body = Skip(from);
        if (body < text.Length && text[body] == '{' && LooseJson.Read(text, body, cutShort) is { } json)
        {
            return ([CallShape.Named(opening.Groups["name"].Value, json.Value, json.Repairs, tools)], Behind(json.End, Closing()));
        }

        JsonObject arguments = [];
        int end = from;
        for (Match parameter = Parameter().Match(text, body); parameter.Success; parameter = Parameter().Match(text, Skip(end)))
        {
            arguments[parameter.Groups["name"].Value.Trim()] = Value(parameter);
            end = parameter.Index + parameter.Length;
        }

        // A parameter without its end was cut off.
        if (cutShort && !Closing().IsMatch(text, Skip(end))) return null;
        return ([FromTexts(opening.Groups["name"].Value, arguments)], Behind(end, Closing()));
    }

    // A bare name, with what comes behind it: JSON, keys and values as elements, or a list of arguments as Python writes it.
    private (IReadOnlyList<ToolRequest>, int)? Named(int at)
    {
        Match match = NameAt().Match(text, at);
        if (!match.Success) return null;
        string name = match.Value;
        int behind = Skip(at + match.Length);
        if (Separator().Match(text, behind) is { Success: true } separator)
        {
            // "function<sep>name": the kind of the call stands first.
            if (separator.Groups["sep"].Success && NameAt().Match(text, Skip(behind + separator.Length)) is { Success: true } second && second.Length > 0)
            {
                name = second.Value;
                behind = second.Index + second.Length;
            }
            else
            {
                behind += separator.Length;
            }

            behind = Skip(behind);
        }

        Match fence = FenceOpen().Match(text, behind);
        int body = fence.Success ? Skip(behind + fence.Length) : behind;
        if (body < text.Length && text[body] == '{' && LooseJson.Read(text, body, cutShort) is { } json)
        {
            return ([CallShape.Named(name, json.Value, json.Repairs, tools)], fence.Success ? Behind(json.End, FenceClose()) : json.End);
        }

        if (body < text.Length && text[body] == '(') return Python(name, body) is { } call ? ([call.Call], call.End) : null;
        return Pairs(name, body);
    }

    private (IReadOnlyList<ToolRequest>, int)? Pairs(string name, int at)
    {
        JsonObject arguments = [];
        int end = at;
        for (Match pair = KeyAndValue().Match(text, at); pair.Success; pair = KeyAndValue().Match(text, Skip(end)))
        {
            arguments[pair.Groups["name"].Value.Trim()] = Value(pair);
            end = pair.Index + pair.Length;
        }

        return arguments.Count > 0 ? ([FromTexts(name, arguments)], end) : null;
    }

    // [zoom(bbox_2d=[1, 2, 3, 4]), rotate(angle=90)]
    private (IReadOnlyList<ToolRequest>, int)? PythonList(int at)
    {
        List<ToolRequest> calls = [];
        int end = Skip(at + 1);
        while (NameAt().Match(text, end) is { Success: true } name && Skip(end + name.Length) is var open && open < text.Length && text[open] == '(')
        {
            if (Python(name.Value, open) is not { } call) return null;
            calls.Add(call.Call);
            end = Skip(call.End);
            if (end < text.Length && text[end] == ',') end = Skip(end + 1);
        }

        return calls.Count > 0 && end < text.Length && text[end] == ']' ? (calls, end + 1) : null;
    }

    private (ToolRequest Call, int End)? Python(string name, int open) =>
        LooseJson.ReadArguments(text, open) is { } arguments ? (CallShape.Named(name, arguments.Value, [], tools), arguments.End) : null;

    private static JsonValue Value(Match match) => JsonValue.Create(match.Groups["value"].Value)!;

    // Texts between elements: those that the schema wants as numbers or lists are read as such.
    private ToolRequest FromTexts(string name, JsonObject arguments)
    {
        foreach (string key in arguments.Select(argument => argument.Key).ToArray())
        {
            string value = arguments[key]!.GetValue<string>();
            arguments[key] = key == "code" ? value.Trim('\r', '\n') : value.Trim();
        }

        ToolRequest call = CallShape.Named(name, JsonElement.Parse(arguments.ToJsonString(JsonSettings.Line)), [], tools);
        // Elements hold text only: to read a number in one is no repair.
        return call with { AsWritten = null, Repairs = [] };
    }

    private int Skip(int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    private int Behind(int at, Regex end) => end.Match(text, Skip(at)) is { Success: true } match ? match.Index + match.Length : at;

    [GeneratedRegex("""\G<(?:｜DSML｜)?(?:function|invoke|tool)(?:\s*=\s*|\s+name\s*=\s*)["']?(?<name>[^"'>\s]+)["']?\s*>""")]
    private static partial Regex Opening();

    [GeneratedRegex(@"\G</(?:｜DSML｜)?(?:function|invoke|tool)>")]
    private static partial Regex Closing();

    [GeneratedRegex("""\G<(?:｜DSML｜)?(?:parameter|arg)(?:\s*=\s*|\s+name\s*=\s*)["']?(?<name>[^"'>\s]+)["']?[^>]*>(?<value>.*?)(?:</(?:｜DSML｜)?(?:parameter|arg)>|(?=<(?:parameter|arg)[=\s])|(?=</(?:function|invoke|tool)>))""", RegexOptions.Singleline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\G<arg_key>(?<name>.*?)</arg_key>\s*<arg_value>(?<value>.*?)(?:</arg_value>|(?=<arg_key>)|(?=</tool_call>))", RegexOptions.Singleline)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"\G[A-Za-z_][\w.:/\-]*")]
    private static partial Regex NameAt();

    // What stands between a name and its arguments.
    [GeneratedRegex(@"\G(?:<\|tool_call_argument_begin\|>|\[CALL_ID\][^\[]*\[ARGS\]|\[ARGS\]|(?:<\|channel\|>\w+\s*)?(?:<\|constrain\|>\s*\w+\s*)?<\|message\|>|(?<sep><｜tool▁sep｜>))")]
    private static partial Regex Separator();

    [GeneratedRegex(@"\G```[a-zA-Z0-9_]*[ \t]*\r?\n")]
    private static partial Regex FenceOpen();

    [GeneratedRegex(@"\G```")]
    private static partial Regex FenceClose();

    [GeneratedRegex(@"\G<code>(?<code>.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
