using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Reads the calls that begin at a position, in any of the forms that models write between their
/// marks.</summary>
internal sealed partial class CallSyntax(string text, IReadOnlyList<ToolSignature> tools, bool cutShort)
{
    /// <summary>Reads one form; null where none begins. It may hold several calls.</summary>
    public (IReadOnlyList<ToolRequest> Calls, int End)? ReadAt(int at)
    {
        if (at >= text.Length) return null;
        return text[at] switch
        {
            '"' => Members(at) ?? Json(at),
            '{' or (>= '0' and <= '9') => Json(at),
            '[' => PythonList(at) ?? Json(at),
            '<' => Element(at) ?? EmptyElement(at) ?? Children(at),
            _ => Named(Skip(at + Lead().Match(text, at).Length)) ?? Members(at),
        };
    }

    /// <summary>Whether a call seems to begin here, so that one that can't be read is a mistake and no mention of the
    /// mark.</summary>
    public bool SeemsCall(int at) =>
        at < text.Length && (text[at] is '{' or '[' || text.AsSpan(at).StartsWith("```") || Opening().IsMatch(text, at)
        || (NameAt().Match(text, at) is { Success: true } name && ToolSignature.Find(tools, name.Value) is not null));

    /// <summary>The code of a block <c>&lt;code&gt;…&lt;/code&gt;</c>, or of a fence of Python that is no call; null
    /// where none begins.</summary>
    public (string Code, int End)? CodeAt(int at)
    {
        if (CodeBlock().Match(text, at) is { Success: true } block)
            return (LooseJson.Unfenced(block.Groups["code"].Value.Trim('\r', '\n')), at + block.Length);
        if (ToolSignature.Find(tools, PythonCode.ToolName) is null
            || CodeFence().Match(text, at) is not { Success: true } fence) return null;
        bool isCall = ReadAt(Skip(fence.Groups["code"].Index)) is { } read
            && read.Calls.All(call => ToolSignature.Find(tools, call.Name) is not null);
        return isCall ? null : (fence.Groups["code"].Value.Trim('\r', '\n'), at + fence.Length);
    }

    private (IReadOnlyList<ToolRequest>, int)? Json(int at) =>
        LooseJson.Read(text, at, cutShort) is { } value
            ? ([.. CallShape.Calls(value.Value, value.Repairs, tools)], value.End) : null;

    // The members of an object without the braces around them, also one a line.
    private (IReadOnlyList<ToolRequest>, int)? Members(int at)
    {
        if (!Member().IsMatch(text, at) || LooseJsonParser.Members(text, at, cutShort) is not { } value) return null;
        ToolRequest[] calls = [.. CallShape.Calls(value.Value, value.Repairs, tools)];
        return calls.Any(call => call.Problem is null) ? (calls, value.End) : null;
    }

    // <name>…</name><arguments>…</arguments>, or elements called as the tool and its arguments.
    private (IReadOnlyList<ToolRequest>, int)? Children(int at)
    {
        (JsonObject Value, int End) read = Elements(at, text.Length, 0);
        if (read.Value.Count == 0) return null;
        ToolRequest[] calls =
            [.. CallShape.Calls(JsonElement.Parse(read.Value.ToJsonString(JsonSettings.Line)), [], tools)];
        return calls.All(call => ToolSignature.Find(tools, call.Name) is not null)
            ? ([.. calls.Select(OfTexts)], read.End) : null;
    }

    /// <summary>Whether an element begins here that says all in its attributes.</summary>
    public static bool IsEmptyElement(string text, int at) => Empty().IsMatch(text, at);

    // <tool name="…" arguments="…"/>, or an element called as the tool, with its arguments as attributes.
    private (IReadOnlyList<ToolRequest>, int)? EmptyElement(int at)
    {
        Match element = Empty().Match(text, at);
        if (!element.Success) return null;
        JsonObject attributes = [];
        foreach ((Capture name, Capture value) in element.Groups["name"].Captures.Zip(element.Groups["value"].Captures))
            attributes[name.Value] = value.Value;
        string tag = element.Groups["tag"].Value;
        if (ToolSignature.Find(tools, tag) is not null) attributes = new() { [tag] = attributes };
        else if (!CallTag().IsMatch(tag)) return null;
        ToolRequest[] calls =
            [.. CallShape.Calls(JsonElement.Parse(attributes.ToJsonString(JsonSettings.Line)), [], tools)];
        return calls.All(call => ToolSignature.Find(tools, call.Name) is not null)
            ? ([.. calls.Select(OfTexts)], element.Index + element.Length) : null;
    }

    // Elements up to an end: those inside another are not sought behind it.
    private (JsonObject Value, int End) Elements(int at, int to, int depth)
    {
        JsonObject value = [];
        for (Match child = ChildAt(at, to); child.Success; child = ChildAt(at, to))
        {
            Group inner = child.Groups["value"];
            int stop = inner.Index + inner.Length;
            (JsonObject deeper, int end) = depth < 2 ? Elements(inner.Index, stop, depth + 1) : ([], 0);
            value[child.Groups["name"].Value] = deeper.Count > 0 && Skip(end) >= stop ? deeper
                : JsonValue.Create(Trimmed("", inner.Value));
            at = child.Index + child.Length;
        }

        return (value, at);
    }

    private Match ChildAt(int at, int to)
    {
        at = Math.Min(Skip(at), to);
        return Child().Match(text, at, to - at);
    }

    // <function=name>, <invoke name="name">, with parameters as elements, or as JSON.
    private (IReadOnlyList<ToolRequest>, int)? Element(int at)
    {
        Match opening = Opening().Match(text, at);
        if (!opening.Success) return null;
        int from = at + opening.Length;
        int body = Skip(from);
        if (body < text.Length && text[body] == '{' && LooseJson.Read(text, body, cutShort) is { } json)
        {
            return ([CallShape.Named(opening.Groups["name"].Value, json.Value, json.Repairs, tools)],
                Behind(json.End, Closing()));
        }

        if (body < text.Length && text[body] is '(' or '[' && Listed(opening.Groups["name"].Value, body) is { } listed)
            return ([listed.Call], Behind(listed.End, Closing()));

        JsonObject arguments = [];
        int end = from;
        for (Match parameter = Parameter().Match(text, body); parameter.Success; parameter = Parameter()
            .Match(text, Skip(end)))
        {
            arguments[parameter.Groups["name"].Value.Trim()] = Value(parameter);
            end = parameter.Index + parameter.Length;
        }

        // A parameter without its end was cut off.
        if (cutShort && !Closing().IsMatch(text, Skip(end))) return null;
        return ([FromTexts(opening.Groups["name"].Value, arguments)], Behind(end, Closing()));
    }

    // A bare name, with what comes behind it: JSON, keys and values as elements, or a list of arguments as Python
    // writes it.
    private (IReadOnlyList<ToolRequest>, int)? Named(int at)
    {
        Match match = NameAt().Match(text, at);
        if (!match.Success) return null;
        string name = match.Value;
        int behind = Skip(at + match.Length);
        bool isInput = false;
        if (Separator().Match(text, behind) is { Success: true } separator)
        {
            // "function<sep>name": the kind of the call stands first.
            if (separator.Groups["sep"].Success && NameAt()
                .Match(text, Skip(behind + separator.Length)) is { Success: true } second && second.Length > 0)
            {
                name = second.Value;
                behind = second.Index + second.Length;
            }
            else
            {
                behind += separator.Length;
                isInput = separator.Value.Contains("input", StringComparison.OrdinalIgnoreCase);
            }

            behind = Skip(behind);
        }

        Match fence = FenceOpen().Match(text, behind);
        int body = fence.Success ? Skip(behind + fence.Length) : behind;
        if (body < text.Length && text[body] == '{' && LooseJson.Read(text, body, cutShort) is { } json)
        {
            return ([CallShape.Named(name, json.Value, json.Repairs, tools)],
                fence.Success ? Behind(json.End, FenceClose()) : json.End);
        }

        if (body < text.Length && text[body] is '(' or '[')
            return Listed(name, body) is { } call ? ([call.Call], call.End) : null;
        ToolSignature? tool = ToolSignature.Find(tools, name);
        // Arguments one a line, as YAML writes them.
        if (tool is not null && Member().IsMatch(text, body)
            && LooseJsonParser.Members(text, body, cutShort) is { } lines)
            return ([CallShape.Named(name, lines.Value, lines.Repairs, tools)], lines.End);
        return Pairs(name, body) ?? (tool is null ? null : Plain(tool, behind, fence, isInput));
    }

    // Code in a fence, or what stands behind "Action Input:" as it is: code up to its end, else the line.
    private (IReadOnlyList<ToolRequest>, int)? Plain(ToolSignature tool, int at, Match fence, bool isInput)
    {
        bool isCode = tool.Name == PythonCode.ToolName;
        if (isCode && fence.Success)
        {
            int from = fence.Index + fence.Length, close = text.IndexOf("```", from, StringComparison.Ordinal);
            return close < 0 ? null
                : ([CallShape.Named(tool.Name, PythonCode.Arguments(text[from..close].Trim('\r', '\n')), [], tools)],
                    close + 3);
        }

        if (!isInput || at >= text.Length) return null;
        int end = isCode ? CallReader.MadeUp(text, at, text.Length) ?? text.Length : text.IndexOf('\n', at);
        if (end < 0) end = text.Length;
        string input = text[at..end].Trim();
        if (input.Length == 0 || (cutShort && end == text.Length)) return null;
        JsonElement given = isCode ? PythonCode.Arguments(input)
            : LooseJson.ReadWhole(input)?.Value ?? JsonSerializer.SerializeToElement(input, JsonSettings.Line);
        return ([CallShape.Named(tool.Name, given, [], tools)], end);
    }

    // name(…) as Python writes it, or name[…].
    private (ToolRequest Call, int End)? Listed(string name, int at)
    {
        if (text[at] == '(') return Python(name, at);
        return ToolSignature.Find(tools, name) is not null && LooseJson.Read(text, at, cutShort) is { } list
            ? (CallShape.Named(name, list.Value, list.Repairs, tools), list.End) : null;
    }

    private (IReadOnlyList<ToolRequest>, int)? Pairs(string name, int at)
    {
        JsonObject arguments = [];
        int end = at;
        for (Match? pair = Pair(at); pair is not null; pair = Pair(Skip(end)))
        {
            arguments[pair.Groups["name"].Value.Trim()] = Value(pair);
            end = pair.Index + pair.Length;
        }

        bool isBare = !cutShort && (at >= text.Length || text.AsSpan(at).StartsWith("</"))
            && ToolSignature.Find(tools, name) is not null;
        return arguments.Count > 0 || isBare ? ([FromTexts(name, arguments)], Behind(end, Closing())) : null;
    }

    private Match? Pair(int at) => KeyAndValue().Match(text, at) is { Success: true } pair ? pair
        : Parameter().Match(text, at) is { Success: true } parameter ? parameter : null;

    // [zoom(bbox_2d=[1, 2, 3, 4]), rotate(angle=90)]
    private (IReadOnlyList<ToolRequest>, int)? PythonList(int at)
    {
        List<ToolRequest> calls = [];
        int end = Skip(at + 1);
        while (NameAt().Match(text, end) is { Success: true } name && Skip(end + name.Length) is var open
            && open < text.Length && text[open] == '(')
        {
            if (Python(name.Value, open) is not { } call) return null;
            calls.Add(call.Call);
            end = Skip(call.End);
            if (end < text.Length && text[end] == ',') end = Skip(end + 1);
        }

        return calls.Count > 0 && end < text.Length && text[end] == ']' ? (calls, end + 1) : null;
    }

    private (ToolRequest Call, int End)? Python(string name, int open)
    {
        if (name.EndsWith(".call", StringComparison.Ordinal)) name = name[..^5];
        if (LooseJsonParser.Arguments(text, open) is { } arguments)
            return (CallShape.Named(name, arguments.Value, [], tools), arguments.End);
        if (ToolSignature.Find(tools, name) is not { } tool) return null;
        LooseValue? list = LooseJson.Read(text, open, cutShort: true);
        if (list?.Value.ValueKind != JsonValueKind.Array) list = null;
        // The first ones without names, in the order of the schema.
        bool isMixed = list is null || list.Value.EnumerateArray().DistinctBy(value => value.ValueKind).Count() > 1
            || (list.Value.GetArrayLength() > 1 && CallArguments.OnlyRequired(tool.Schema) is null);
        if (isMixed && LooseJsonParser.Arguments(text, open, CallArguments.Names(tool.Schema)) is { } ordered)
            return (CallShape.Named(name, ordered.Value, ordered.Repairs, tools), ordered.End);
        if (list is null) return null;
        // Without names: one value, or the numbers of a list.
        JsonElement given = list.Value.GetArrayLength() == 1 ? list.Value[0] : list.Value;
        return (CallShape.Named(name, given, ["Python call"], tools), list.End);
    }

    private static JsonValue Value(Match match) => JsonValue.Create(match.Groups["value"].Value)!;

    // Texts between elements: those that the schema wants as numbers or lists are read as such.
    private ToolRequest FromTexts(string name, JsonObject arguments)
    {
        foreach (string key in arguments.Select(argument => argument.Key).ToArray())
        {
            string value = arguments[key]!.GetValue<string>();
            arguments[key] = Trimmed(key, value);
        }

        return OfTexts(CallShape.Named(name, JsonElement.Parse(arguments.ToJsonString(JsonSettings.Line)), [], tools));
    }

    // Elements hold text only: to read a number in one is no repair.
    private static ToolRequest OfTexts(ToolRequest call) => call with { AsWritten = null, Repairs = [] };

    private static string Trimmed(string key, string value)
    {
        value = Data().Match(value) is { Success: true } data ? data.Groups["data"].Value : value;
        return key == "code" ? value.Trim('\r', '\n') : value.Trim();
    }

    private int Skip(int at)
    {
        while (at < text.Length && LooseJson.IsBlank(text[at])) at++;
        return at;
    }

    private int Behind(int at, Regex end) =>
        end.Match(text, Skip(at)) is { Success: true } match ? match.Index + match.Length : at;

    [GeneratedRegex("""\G<(?:[｜|]DSML[｜|]|\w+:)?(?:function|invoke|tool|tool_call|function_call)(?:\s*=\s*|\s+name\s*=\s*)["']?(?<name>[^"'>\s,{(\[]+)["']?[\s,]*(?:>|(?=[{(\[]))""", RegexOptions.IgnoreCase)]
    private static partial Regex Opening();

    [GeneratedRegex(@"\G>?\s*</(?:[｜|]DSML[｜|]|\w+:)?(?:function|invoke|tool|tool_call|function_call)>", RegexOptions.IgnoreCase)]
    private static partial Regex Closing();

    [GeneratedRegex("""\G<(?:[｜|]DSML[｜|]|\w+:)?(?:parameter|arg)(?:\s*=\s*|\s+name\s*=\s*)["']?(?<name>[^"'>\s]+)["']?[^>]*>(?<value>.*?)(?:</(?:[｜|]DSML[｜|]|\w+:)?(?:parameter|arg)>(?=\s*(?:<|\z))|(?=<(?:parameter|arg)[=\s])|(?=</(?:function|invoke|tool)>))""", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\G<(?:longcat_)?arg_key>(?<name>[^<]*)(?:</(?:longcat_)?arg_key>\s*)?<(?:longcat_)?arg_value>(?<value>.*?)(?:</(?:longcat_)?arg_value>|(?=<(?:longcat_)?arg_key>)|(?=</(?:longcat_)?tool_call>))", RegexOptions.Singleline)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"\G[`*]*[A-Za-z_](?:[\w.:/\-]*\w)?[`*]*")]
    private static partial Regex NameAt();

    // What stands before a name.
    [GeneratedRegex(@"\G(?:(?:call|tool|tool[_ ]name|name|function|action)[ \t]*:\s*|(?:[A-Za-z_]\w*[ \t]*=[ \t]*)?print[ \t]*\([ \t]*(?=[A-Za-z_][\w.]*[ \t]*\()|[A-Za-z_]\w*[ \t]*=[ \t]*(?=[A-Za-z_][\w.]*[ \t]*\())?", RegexOptions.IgnoreCase)]
    private static partial Regex Lead();

    // What stands between a name and its arguments.
    [GeneratedRegex(@"\G(?:[*]*(?:action[ _]input(?:[ \t]*\d+)?|arguments|args|parameters|input|✿ARGS✿)[*]*[ \t]*:[*]*|:|[-=]?>|<tool_sep>|json(?=\s*\{)|<\|tool_call_argument_begin\|>|\[CALL_ID\][^\[]*\[ARGS\]|\[ARGS\]|(?:<\|channel\|>(?>\w+\s*))?(?:<\|constrain\|>)?\s*(?:\w+\s*)?<\|message\|>|<\|[\w:]{1,40}\|>|(?<sep><｜tool[▁_]sep｜>))", RegexOptions.IgnoreCase)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\G```[a-zA-Z0-9_]*[ \t]*\r?\n")]
    private static partial Regex FenceOpen();

    [GeneratedRegex(@"\G```")]
    private static partial Regex FenceClose();

    [GeneratedRegex(@"\G<code>(?<code>.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\G```(?:python|py)[ \t]*\r?\n(?<code>.*?)^[ \t]*```",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeFence();

    [GeneratedRegex(@"\G<(?<name>[\w.\-]+)>(?<value>.*?)</\k<name>>", RegexOptions.Singleline)]
    private static partial Regex Child();

    [GeneratedRegex("""\G<(?<tag>\w[\w.:\-]*)(?:\s+(?<name>[\w\-]+)\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'))+\s*/>""")]
    private static partial Regex Empty();

    [GeneratedRegex("tool|call|function|invoke|action", RegexOptions.IgnoreCase)]
    private static partial Regex CallTag();

    [GeneratedRegex("""\G["'A-Za-z_](?>[\w ]*)["']?\s*:""")]
    private static partial Regex Member();

    [GeneratedRegex(@"\A\s*<!\[CDATA\[(?<data>.*)\]\]>\s*\z", RegexOptions.Singleline)]
    private static partial Regex Data();
}
