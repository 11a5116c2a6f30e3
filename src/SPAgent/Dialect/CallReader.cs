using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>A call in a text.</summary>
/// <param name="Start">Where its mark begins.</param>
/// <param name="End">Where the text goes on behind it.</param>
/// <param name="Call">The call.</param>
internal sealed record FoundCall(int Start, int End, ToolRequest Call);

/// <summary>
/// Finds the calls that a model wrote into its text: between the marks that this project asks for, between those of
/// other models, or bare where the text can only mean a call of a tool there is.
/// </summary>
internal static partial class CallReader
{
    private static readonly (string Open, string Close)[] s_marks =
    [
        ("<tool_call>", "</tool_call>"), ("<tool_calls>", "</tool_calls>"), ("<function_call>", "</function_call>"),
        ("<function_calls>", "</function_calls>"), ("<minimax:tool_call>", "</minimax:tool_call>"),
        ("<|tool_call|>", "<|/tool_call|>"), ("<|tool_call>", "<tool_call|>"),
        ("<|tool_call_start|>", "<|tool_call_end|>"),
        ("<|tool_call_begin|>", "<|tool_call_end|>"), ("<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>"),
        ("[TOOL_CALLS]", "</s>"),
        ("<|python_tag|>", "<|eom_id|>"), ("<start_function_call>", "<end_function_call>"),
        ("<|channel|>commentary to=", "<|call|>"),
        ("<|action_start|>", "<|action_end|>"), ("<|START_ACTION|>", "<|END_ACTION|>"),
        ("<|tools_prefix|>", "<|tools_suffix|>"),
        ("<TOOLCALL>", "</TOOLCALL>"), ("<tool_use>", "</tool_use>"), ("<tool>", "</tool>"),
        ("&lt;tool_call&gt;", "&lt;/tool_call&gt;"), ("<tool_code>", "</tool_code>"),
        ("<seed:tool_call>", "</seed:tool_call>"), ("<longcat_tool_call>", "</longcat_tool_call>"),
        ("assistant to=", "<|call|>"), ("commentary to=", "<|call|>"), ("analysis to=", "<|call|>"),
    ];

    // More marks or calls than that are no reply but an attack on whoever reads it.
    private const int Most = 100;

    // Each may cost a look at the whole of the text.
    private const int MostUnreadable = 16;

    // Elements that name their tool need no mark around them.
    private static readonly SearchValues<string> s_opens = SearchValues.Create(
        [.. s_marks.Select(mark => mark.Open).Where(open => open[0] != '<'), "<"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The calls in order. A mark that begins a call which can't be read gives one with a
    /// <see cref="ToolRequest.Problem"/>.</summary>
    /// <param name="speech">What the model said, its thoughts blanked.</param>
    /// <param name="tools">The tools there are; without any, calls are found between marks only and stay as they are
    /// written.</param>
    /// <param name="cutShort">Whether the reply ended at its limit of tokens: what has no end then is no call.</param>
    public static IReadOnlyList<FoundCall> Read(string speech, IReadOnlyList<ToolSignature> tools,
        bool cutShort = false)
    {
        CallSyntax syntax = new(speech, tools, cutShort);
        List<FoundCall> found = [];
        int from = 0;
        for (int marks = 0; marks < Most && NextMark(speech, from) is { } mark; marks++)
        {
            from = Block(speech, syntax, mark, found);
            if (found.Count(call => call.Call.Problem is not null) == MostUnreadable) break;
        }

        if (found.Count > 0 || tools.Count == 0) return found;
        Bare(speech, syntax, tools, found);
        // Who has answered speaks of calls, and makes none.
        if (found.Count == 0 && AnswerText.Find(speech) is null) Anywhere(speech, syntax, tools, found);
        return found;
    }

    /// <summary>Where made-up results begin that stand behind a call; null where there are none.</summary>
    public static int? MadeUp(string speech, int from, int to) =>
        MadeUpResult().Match(speech, from, to - from) is { Success: true } match ? match.Index : null;

    private static Mark? NextMark(string text, int from)
    {
        while (from < text.Length && text.AsSpan(from).IndexOfAny(s_opens) is >= 0 and int skipped)
        {
            from += skipped;
            foreach ((string open, string close) in s_marks)
            {
                if (text.AsSpan(from).StartsWith(open, StringComparison.OrdinalIgnoreCase))
                    return new(from, open.Length, close);
            }

            if (Element().IsMatch(text, from) || CallSyntax.IsEmptyElement(text, from)) return new(from, 0, "");
            if (Attributes().Match(text, from) is { Success: true } mark) return new(from, mark.Length, "</tool_call>");
            from++;
        }

        return null;
    }

    // Reads what stands behind a mark; returns where the search goes on.
    private static int Block(string text, CallSyntax syntax, Mark mark, List<FoundCall> found)
    {
        int body = Skip(text, syntax, mark.At + mark.Length), at = body, before = found.Count;
        while (found.Count < before + Most)
        {
            // The next call has a mark of its own.
            if (found.Count > before && text.AsSpan(at).StartsWith("[TOOL_CALLS]", StringComparison.OrdinalIgnoreCase))
                break;
            if (syntax.CodeAt(at) is { } code)
            {
                AddCode(found, before, mark.At, code);
                at = Skip(text, syntax, code.End);
            }
            else if (syntax.ReadAt(at) is { } read)
            {
                found.AddRange(read.Calls.Select(call => new FoundCall(mark.At, read.End, call)));
                at = Skip(text, syntax, read.End);
            }
            else
            {
                break;
            }
        }

        int close = mark.Close.Length > 0 ? text.IndexOf(mark.Close, at, StringComparison.OrdinalIgnoreCase) : -1;
        Mark? next = NextMark(text, Math.Max(at, mark.At + 1));
        bool closes = close >= 0 && (next is null || close < next.At);
        if (found.Count == before)
        {
            // A mention of the mark, with nothing or dots in it, or a call that can't be read.
            bool isCall = syntax.SeemsCall(body)
                || (closes && text.AsSpan(body, close - body).ContainsAnyExcept(" .…\r\n"));
            if (!isCall || (!closes && next?.At == body)) return Math.Max(body, mark.At + 1);
            int stop = closes ? close + mark.Close.Length : next?.At ?? text.Length;
            found.Add(
                new(mark.At, stop, ToolRequest.Unreadable(Complaint(text[body..(closes ? close : stop)].Trim()))));
            return stop;
        }

        int end = PastLeftovers(text, closes ? close + mark.Close.Length : found[^1].End);
        for (int i = before; i < found.Count; i++) found[i] = found[i] with { End = end };
        return end;
    }

    // Code in a block of its own belongs to the call before it that has none.
    private static void AddCode(List<FoundCall> found, int before, int start, (string Code, int End) code)
    {
        JsonElement arguments = PythonCode.Arguments(code.Code);
        bool joins = found.Count > before && found[^1].Call is { Name: PythonCode.ToolName } call
            && string.IsNullOrWhiteSpace(PythonCode.Text(call.Arguments));
        if (joins) found[^1] = found[^1] with { End = code.End, Call = found[^1].Call with { Arguments = arguments } };
        else found.Add(new(start, code.End, new ToolRequest { Name = PythonCode.ToolName, Arguments = arguments }));
    }

    // Without any mark: JSON or a Python call that ends the text, fenced blocks one behind another, or an action with
    // its input; of a tool that there is.
    private static void Bare(string text, CallSyntax syntax, IReadOnlyList<ToolSignature> tools, List<FoundCall> found)
    {
        List<ToolRequest> calls = [];
        int first = 0, end = 0;
        foreach (Match start in BareStart().Matches(text).TakeLast(16))
        {
            if (start.Index < end) continue;
            bool isFence = start.Groups["fence"].Success;
            if (calls.Count > 0 && !(isFence && FenceEnd().IsMatch(text.AsSpan(end, start.Index - end)))) break;
            if (syntax.ReadAt(start.Groups["at"].Index) is not { } read
                || read.Calls.Any(call => call.Problem is not null || ToolSignature.Find(tools, call.Name) is null
                    || IsDetection(call, text))) continue;
            // What the first call found, say, which names no tool.
            if (calls.Count > 0 && !SaysNames(text[start.Groups["at"].Index..read.End], read.Calls, tools)) break;
            (IReadOnlyList<ToolRequest> row, int stop) = Row(text, syntax, tools, read.Calls, read.End);
            bool isMarked = isFence || start.Groups["action"].Success;
            if (!isMarked && !IsLast(text, PastLeftovers(text, stop))) continue;
            if (calls.Count == 0) first = start.Index;
            calls.AddRange(row);
            end = stop;
            if (!isMarked) break;
        }

        if (calls.Count == 0) return;
        end = PastLeftovers(text, end);
        found.AddRange(calls.Select(call => new FoundCall(first, end, call)));
    }

    // Calls that were read, and those right behind them that say the name of a tool.
    private static (IReadOnlyList<ToolRequest> Calls, int End) Row(string text, CallSyntax syntax,
        IReadOnlyList<ToolSignature> tools, IReadOnlyList<ToolRequest> calls, int end)
    {
        List<ToolRequest> row = [.. calls];
        while (row.Count < Most && Another().Match(text, end) is { Success: true } start
            && start.Groups["at"].Index is var at && syntax.ReadAt(at) is { } next
            && SaysNames(text[at..next.End], next.Calls, tools))
        {
            row.AddRange(next.Calls);
            end = next.End;
        }

        return (row, end);
    }

    private static bool SaysNames(string written, IReadOnlyList<ToolRequest> calls,
        IReadOnlyList<ToolSignature> tools) =>
        calls.All(call => call.Problem is null && ToolSignature.Find(tools, call.Name) is not null
            && written.Contains(call.Name, StringComparison.OrdinalIgnoreCase));

    private static bool IsLast(string text, int end) =>
        string.IsNullOrWhiteSpace(text[end..]) || MadeUp(text, end, text.Length) is not null;

    private static int PastLeftovers(string text, int end)
    {
        while (Leftover().Match(text, end) is { Success: true, Length: > 0 } rest) end += rest.Length;
        return end;
    }

    // A box with what is in it, as models report what they see: arguments alone, of a tool that is nowhere named.
    private static bool IsDetection(ToolRequest call, string text) =>
        call.Repairs.Contains(CallShape.NoName) && !text.Contains(call.Name, StringComparison.OrdinalIgnoreCase);

    // Behind a sentence, in quotes or between marks that nobody knows: a call that says its name, with nothing but
    // marks behind it, or with one at either side. Code in the midst of a sentence is talk of a call.
    private static void Anywhere(string text, CallSyntax syntax, IReadOnlyList<ToolSignature> tools,
        List<FoundCall> found)
    {
        int from = 0;
        foreach (Match start in Begin().Matches(text).TakeLast(64))
        {
            int at = start.Groups["at"].Index;
            if (at < from || syntax.ReadAt(at) is not { } read) continue;
            // What stands inside a value that was read is a part of it.
            from = read.End;
            if (!SaysNames(text[at..read.End], read.Calls, tools)) continue;
            (IReadOnlyList<ToolRequest> row, int stop) = Row(text, syntax, tools, read.Calls, read.End);
            int end = stop;
            while (AnyMark().Match(text, end) is { Success: true, Length: > 0 } rest) end += rest.Length;
            bool isBetween = start.Groups["mark"].Success && end > stop;
            if (!isBetween && !IsLast(text, end)) continue;
            found.AddRange(row.Select(call => new FoundCall(start.Index, end, call)));
            return;
        }
    }

    // Where a mark stands, how long it is (0 for an element that is part of the call), and what ends it.
    private sealed record Mark(int At, int Length, string Close);

    private static string Complaint(string body)
    {
        string where = "";
        try
        {
            using JsonDocument _ = JsonDocument.Parse(body);
        }
        catch (JsonException problem)
        {
            if (problem.BytePositionInLine is { } position)
                where = $" (line {problem.LineNumber + 1}, column {position + 1})";
        }

        return $"The tool call is not valid JSON{where}. Write {{\"name\": ..., \"arguments\": {{...}}}}.";
    }

    private static int Skip(string text, CallSyntax syntax, int at)
    {
        while (true)
        {
            while (at < text.Length && (LooseJson.IsBlank(text[at]) || text[at] is ',' or ';')) at++;
            if (syntax.CodeAt(at) is not null
                || FenceLine().Match(text, at) is not { Success: true, Length: > 0 } fence) return at;
            at += fence.Length;
        }
    }

    [GeneratedRegex("""\G<(?:[｜|]DSML[｜|]|\w+:)?(?:function|invoke|tool_call|function_call)(?:\s*=\s*|\s+name\s*=\s*)["']?[\w.:\-]+["']?[\s,]*(?:>|(?=[{(\[]))""", RegexOptions.IgnoreCase)]
    private static partial Regex Element();

    // <tool_call id="1">, or without its bracket.
    [GeneratedRegex(@"\G<tool_call(?:\s+[^<>{]*(?<!/)>|\s*(?=\{))", RegexOptions.IgnoreCase)]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\G(?:<\|plugin\|>|```(?:json[5c]?|tool_call|tool_code|python|py|xml|typescript|ts|javascript|js)?[ \t]*(?:\r?\n|(?=[{\[<])))")]
    private static partial Regex FenceLine();

    /// <summary>Whether a text is no more than a mark that a turn ends.</summary>
    public static bool IsEndMark(string text) => EndMark().IsMatch(text);

    // Braces too many, the end of a fence, ends of other models' blocks.
    [GeneratedRegex(@"\G\s*(?:[}\])]|```|<(?:tool_calls?|function_calls?)>(?!\s*[{\[<])|</(?:[｜|]DSML[｜|]|\w+:)?(?:\w*tool_?(?:calls?|use|code)?|function|function_calls?|invoke)>"
        + @"|<\|tool_calls?_(?:section_)?end\|>|<｜tool[▁_]calls?[▁_]end｜>|<\|(?:call|eom_id|END_ACTION|tools_suffix)\|>)", RegexOptions.IgnoreCase)]
    private static partial Regex Leftover();

    [GeneratedRegex(@"\A\s*(?:<\|(?:im_end|eot_id|endoftext|end|return)\|>|</s>|<end_of_turn>|<｜end▁of▁sentence｜>|\s)+\z")]
    private static partial Regex EndMark();

    [GeneratedRegex(@"</?tool_response>|</?tool_result>|<\|im_(?:start|end)\|>|<\|observation\|>|<\|eot_id\|>|<\|start_header_id\|>|\[TOOL_RESULTS\]|</?(?:tool|function|code|sandbox)_(?:outputs?|responses?|results?)>|<(?:observation|result|output)>|^(?:Observation|Tool (?:response|result)):", RegexOptions.Multiline)]
    private static partial Regex MadeUpResult();

    [GeneratedRegex(@"(?<fence>^[ \t]*```\w*[ \t]*\r?\n\s*)(?<at>[{\[A-Za-z])|(?<action>^[* \t]*(?:Action(?:[ \t]*\d+)?|✿FUNCTION✿)[*]*:[* \t]*)(?<at>[`A-Za-z])|^[ \t]*(?:functools)?(?<at>[{\[]|<\w|(?:[A-Za-z_]\w*[ \t]*=[ \t]*)?[A-Za-z_][\w.]*\()", RegexOptions.Multiline)]
    private static partial Regex BareStart();

    // What stands between two fenced calls.
    [GeneratedRegex(@"\A[\s,;}\])]*```[\s,;]*\z")]
    private static partial Regex FenceEnd();

    // Where the next call of a row begins.
    [GeneratedRegex(@"\G(?:[\s,;]*(?<at>\{)|(?>[ \t]*)[;\r\n](?>\s*)(?<at>[A-Za-z_][\w.]*\())")]
    private static partial Regex Another();

    [GeneratedRegex(@"(?<mark>(?:<[^<>{}\s]{1,40}>|\[[A-Z_]{2,40}\])\s*)?(?:(?<at>\{(?=\s*[\""'“\\{])|\[(?=\s*[{A-Za-z_])|(?<=(?:^|[:>\]=`*""'“.!?\n]|->)[ \t]{0,3})(?:(?:\b[A-Za-z_]\w{0,80}[ \t]{0,3}=[ \t]{0,3})?\b[A-Za-z_][\w.]{0,160}\(|\b[A-Za-z_][\w.:\-]{0,160}\{))"
        + @"|(?<=\|>|>>>)\s*(?<at>[A-Za-z_]))")]
    private static partial Regex Begin();

    [GeneratedRegex(@"\G\s*(?:</?\s*[^<>{}\[\]\""]{1,40}>|\[/?[A-Z_]{2,40}\]|\\?</|[}\])`~*.\\\""'”])")]
    private static partial Regex AnyMark();
}
