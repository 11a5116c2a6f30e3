using System.Text.Json;

namespace SPAgent.Tests.Dialect;

/// <summary>What can only mean one call is that call, however it is written.</summary>
public sealed class CallReaderTests
{
    private static readonly ToolSignature[] s_tools =
    [
        new("image_zoom_in_tool", new ZoomInTool().Schema), new("image_rotate_tool", new RotateTool().Schema),
        new("python_code_tool",
            JsonElement.Parse("""{"type":"object","properties":{"code":{"type":"string"}},"required":["code"]}""")),
    ];

    public static TheoryData<string> Zooms { get; } =
    [
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40],},}</tool_call>""",
        "```tool_code\nimage_zoom_in_tool([1, 2, 30, 40], label=\"a sign\")\n```",
        "[image_zoom_in_tool([1, 2, 30, 40], label='a sign')]",
        "<tool_call>image_zoom_in_tool([1, 2, 30, 40], \"a sign\")</tool_call>",
        "<function_call>\n```typescript\nfunctions.image_zoom_in_tool({\"bbox_2d\": [1, 2, 30, 40]})\n"
            + "```\n</function_call>",
        """<tool_call>{'name': 'image_zoom_in_tool', 'arguments': {'bbox_2d': (1, 2, 30, 40), 'label': None}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40</tool_call>""".Replace(
            "40<", "40]<", StringComparison.Ordinal),
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}}}</tool_call>""",
        """<tool_call>{{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "parameters": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "bbox_2d": [1, 2, 30, 40], "label": "a sign"}</tool_call>""",
        """<tool_call>[{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}]</tool_call>""",
        """<tool_call>{"function": {"name": "image_zoom_in_tool", "arguments": "{\"bbox_2d\": [1, 2, 30, 40]}"}, "type": "function"}</tool_call>""",
        """<tool_call>{"image_zoom_in_tool": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>{"bbox_2d": [1, 2, 30, 40], "label": "a sign"}</tool_call>""",
        """<tool_call>{"name": "functions.image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>{"name": "Image-Zoom-In-Tool", "arguments": {"bbox": [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": "[1, 2, 30, 40]"}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": "1, 2, 30, 40"}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [[1, 2], [30, 40]]}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": {"x1": 1, "y1": 2, "x2": "30", "y2": 40}}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"arguments": {"bbox_2d": [1, 2, 30, 40]}}}</tool_call>""",
        "<tool_call>\n```json\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, "
            + "30, 40]}}\n```\n</tool_call>",
        "<tool_call>\n<function=image_zoom_in_tool>\n<parameter=bbox_2d>\n[1, 2, 30, "
            + "40]\n</parameter>\n</function>\n</tool_call>",
        "<function=image_zoom_in_tool>{\"bbox_2d\": [1, 2, 30, 40]}</function>",
        "<invoke name=\"image_zoom_in_tool\"><parameter name=\"bbox_2d\">[1, 2, 30, 40]</parameter></invoke>",
        "<tool_call>image_zoom_in_tool\n<arg_key>bbox_2d</arg_key>\n<arg_value>[1, 2, 30, "
            + "40]</arg_value>\n</tool_call>",
        "<tool_call>image_zoom_in_tool(bbox_2d=[1, 2, 30, 40], label='the sign')</tool_call>",
        "<tool_call>\nname: image_zoom_in_tool\narguments:\n  bbox_2d: [1, 2, 30, 40]\n  label: the "
            + "sign\n</tool_call>",
        "<tool_call>\nname: image_zoom_in_tool\nparameters:\n  label: sign\n  bbox_2d: [1, 2, 30, 40]\n</tool_call>",
        "<tool_call>\nname: image_zoom_in_tool\nbbox_2d: [1, 2, 30, 40]\nlabel: the red sign\n</tool_call>",
        "<|tool_call_start|>[image_zoom_in_tool(bbox_2d=[1, 2, 30, 40])]<|tool_call_end|>",
        "[TOOL_CALLS]image_zoom_in_tool[ARGS]{\"bbox_2d\": [1, 2, 30, 40]}",
        "[TOOL_CALLS][{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}]",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.image_zoom_in_tool:0<|tool_call_argument_begin|>{\"bbox_2d\": [1, 2, 30, 40]}<|tool_call_end|><|tool_calls_section_end|>",
        "<｜tool▁call▁begin｜>function<｜tool▁sep｜>image_zoom_in_tool\n```json\n{\"bbox_2d\": [1, 2, 30, "
            + "40]}\n```<｜tool▁call▁end｜>",
        "<|channel|>commentary to=functions.image_zoom_in_tool "
            + "<|constrain|>json<|message|>{\"bbox_2d\": [1, 2, 30, 40]}<|call|>",
        "Let me look.\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}",
        "Let me look.\n```json\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}\n```",
        "Action: image_zoom_in_tool\nAction Input: {\"bbox_2d\": [1, 2, 30, 40]}".Replace("\nAction Input: ", "\n",
            StringComparison.Ordinal),
        "<tool_call>\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}",
        "I use <tool_call> now: <tool_call>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": "
            + "[1, 2, 30, 40]}}</tool_call>",
        "**Action:** image_zoom_in_tool\n**Action Input:** {\"bbox_2d\": [1, 2, 30, 40]}\nObservation: a sign",
        "✿FUNCTION✿: image_zoom_in_tool\n✿ARGS✿: {\"bbox_2d\": [1, 2, 30, 40]}\n✿RESULT✿",
        "<|START_ACTION|>[{\"tool_call_id\": \"0\", \"tool_name\": \"image_zoom_in_tool\", \"parameters\": "
            + "{\"bbox_2d\": [1, 2, 30, 40]}}]<|END_ACTION|>",
        "functools[{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}]",
        "<|python_tag|>image_zoom_in_tool.call(bbox_2d=[1, 2, 30, 40])<|eom_id|>",
        "```tool_code\nprint(image_zoom_in_tool(bbox_2d=[1, 2, 30, 40]))\n```",
        "```python\nresult = image_zoom_in_tool(bbox_2d=[1, 2, 30, 40])\n```",
        "<start_function_call>call:image_zoom_in_tool{bbox_2d:[1,2,30,40],label:<escape>a "
            + "\"sign\"<escape>}<end_function_call>",
        "<|tool_call>call:image_zoom_in_tool{bbox_2d:[1,2,30,40],label:<|\"|>a sign<|\"|>}<tool_call|>",
        "<|action_start|><|plugin|>{\"name\": \"image_zoom_in_tool\", \"parameters\": {\"bbox_2d\": [1, "
            + "2, 30, 40]}}<|action_end|>",
        "<|start|>assistant to=functions.image_zoom_in_tool<|channel|>commentary "
            + "json<|message|>{\"bbox_2d\": [1, 2, 30, 40]}<|call|>",
        "assistantcommentary to=functions.image_zoom_in_tool json{\"bbox_2d\": [1, 2, 30, 40]}",
        "<TOOLCALL>[{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}]</TOOLCALL>",
        "<TOOL_CALL>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}</TOOL_CALL>",
        "<tool_use>{\"name\": \"image_zoom_in_tool\", \"input\": {\"bbox_2d\": [1, 2, 30, 40]}}</tool_use>",
        "<tool_call id=\"1\">{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": "
            + "[1, 2, 30, 40]}}</tool_call>",
        "<tool_call name=\"image_zoom_in_tool\">{\"bbox_2d\": [1, 2, 30, 40]}</tool_call>",
        "&lt;tool_call&gt;{&quot;name&quot;: &quot;image_zoom_in_tool&quot;, &quot;arguments&quot;: "
            + "{&quot;bbox_2d&quot;: [1, 2, 30, 40]}}&lt;/tool_call&gt;",
        "<longcat_tool_call>image_zoom_in_tool\n<longcat_arg_key>bbox_2d</longcat_arg_key>\n<longcat_arg_value>[1, 2, "
            + "30, 40]</longcat_arg_value>\n</longcat_tool_call>",
        "<tool_calls>\n<tool_call>image_zoom_in_tool<tool_sep>{\"bbox_2d\": [1, 2, 30, 40]}</tool_call>\n</tool_calls>",
        "<|tools_prefix|>[{\"image_zoom_in_tool\": {\"bbox_2d\": [1, 2, 30, 40]}}]<|tools_suffix|>",
        "<tool_call><name>image_zoom_in_tool</name><arguments>{\"bbox_2d\": [1, 2, 30, 40]}</arguments></tool_call>",
        "<tool_call><image_zoom_in_tool><bbox_2d>[1, 2, 30, 40]</bbox_2d></image_zoom_in_tool></tool_call>",
        "I look.\n<image_zoom_in_tool>\n<bbox_2d>[1, 2, 30, 40]</bbox_2d>\n</image_zoom_in_tool>",
        "<tool_call>\nimage_zoom_in_tool>\n<parameter=bbox_2d>\n[1, 2, 30, "
            + "40]\n</parameter>\n</function>\n</tool_call>",
        "<tool_call>Tool: image_zoom_in_tool\nArguments: {\"bbox_2d\": [1, 2, 30, 40]}</tool_call>",
        "<tool_call>name: image_zoom_in_tool\narguments: {\"bbox_2d\": [1, 2, 30, 40]}</tool_call>",
        "<tool_call>image_zoom_in_tool([1, 2, 30, 40])</tool_call>",
        "<tool_call>image_zoom_in_tool(bbox_2d=[1., 2.e+00, 3.e+01, 40])</tool_call>",
        "<tool_call>image_zoom_in_tool(bbox_2d=[1, 2, 30, 40],,)</tool_call>",
        "<tool_call>image_zoom_in_tool\nbbox_2d: [1, 2, 30, 40,)\n</tool_call>",
        "Action: image_zoom_in_tool\nAction Input: [1, 2, 30, 40]\nObservation:",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": "1, 2, 30, 40", "bbox_2d": "1, 2, 30, 40"}}</tool_call>""",
        "<tool_call>image_zoom_in_tool(1, 2, 30, 40)</tool_call>",
        "<tool_call>image_zoom_in_tool: {\"bbox_2d\": [1, 2, 30, 40]}</tool_call>",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": [1, 2, 30, 40]}</tool_call>""",
        """<tool_call>{"tool_uses": [{"recipient_name": "functions.image_zoom_in_tool", "parameters": {"bbox_2d": [1, 2, 30, 40]}}]}</tool_call>""",
        """{"thought": "a sign", "action": {"name": "image_zoom_in_tool", "params": {"bbox_2d": [1, 2, 30, 40]}}}""",
        """<tool_call>{name: image_zoom_in_tool, arguments: {bbox_2d: [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>{"name": image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40)}}</tool_call>""",
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1 2 30 40], ...}}</tool_call>""",
        """<tool_call>{“name”: “image_zoom_in_tool”, “arguments”: {“bbox_2d”: [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>{"name"："image_zoom_in_tool"，"arguments"：{"bbox_2d": [1，2，30，40]}}</tool_call>""",
        """<tool_call>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}</tool_call>""",
        """<tool_call>"{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}"</tool_call>""",
        """<tool_call>{"name": "image\_zoom\_in\_tool", /* a sign */ "arguments": {"bbox\_2d": [1, 2, 30, 40]}}</tool_call>""",
        "<tool_call>\u200b\n{\"name\":\u00a0\"image_zoom_in_tool\", \"arguments\":\u00a0{\"bbox_2d\":\u00a0[1, 2, 30"
            + ", 40]}}\ufeff\n</tool_call>",
        "<tool_call>{«name»: «image_zoom_in_tool», ‘arguments’: {«bbox_2d»: [1, 2, 30, "
            + "40]}}</tool_call>",
        "<tool_call>{\"name\": \"image_zoom_in\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}"
            + "</tool_call>",
        "<tool_call>{\"name\": \"image_zoom_in_tool(bbox_2d=[1, 2, 30, 40])\"}</tool_call>",
        "<tool_call>{\"name\": \"image_zoom_in_tool\", \"arguments\": [{\"name\": \"bbox_2d\", \"v"
            + "alue\": [1, 2, 30, 40]}]}</tool_call>",
        "<tool_call>[\"image_zoom_in_tool\", {\"bbox_2d\": [1, 2, 30, 40]}]</tool_call>",
        "<tool_call>image_zoom_in_tool -> {\"bbox_2d\": [1, 2, 30, 40]}</tool_call>",
        "<TOOLCALL>[{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, "
            + "40]}}</TOOLCALL>",
        "[TOOL_REQUEST]{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 3"
            + "0, 40]}}[END_TOOL_REQUEST]\nI wait for the result.",
        "<|start_of_tool_call|>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": "
            + "[1, 2, 30, 40]}}<|end_of_tool_call|>",
        "<|python_start|>[image_zoom_in_tool(bbox_2d=[1, 2, 30, 40])]<|python_end|>",
        "<tool-call>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, "
            + "40]}}</tool-call>",
        "< tool_call >\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 3"
            + "0, 40]}}\n</ tool_call >",
        "\\<tool_call\\>\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 3"
            + "0, 40]}}\n\\</tool_call\\>",
        "<action>image_zoom_in_tool(bbox_2d=[1, 2, 30, 40])</action>",
        "function call<|role_sep|>\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2"
            + "d\": [1, 2, 30, 40]}}<|message_sep|>",
        "I zoom: {\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]"
            + "}}",
        "I call `{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]"
            + "}}`.",
        "~~~json\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]"
            + "}}\n~~~",
        "Action:\n{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]"
            + "}}<end_code>",
        "Action 1: image_zoom_in_tool\nAction Input 1: {\"bbox_2d\": [1, 2, 30, 40]}\nObser"
            + "vation 1:",
        "Action: image_zoom_in_tool[1, 2, 30, 40]",
        "Action: image_zoom_in_tool[{\"bbox_2d\": [1, 2, 30, 40]}]",
        "<|tool_call:begin|>tc1<|tool_call:name|>image_zoom_in_tool<|tool_call:args|>{\""
            + "bbox_2d\": [1, 2, 30, 40]}<|tool_call:end|>",
        "<|from|>assistant\n<|recipient|>image_zoom_in_tool\n<|content|>{\"bbox_2d\": [1, 2"
            + ", 30, 40]}",
        "<|channel|>analysis to=functions.image_zoom_in_tool code<|message|>{\"bbox_2d\":"
            + " [1, 2, 30, 40]}<|call|>",
        "<function=image_zoom_in_tool{\"bbox_2d\": [1, 2, 30, 40]}</function>",
        "<function=image_zoom_in_tool(bbox_2d=[1, 2, 30, 40])></function>",
        "<function=image_zoom_in_tool,{\"bbox_2d\": [1, 2, 30, 40]}</function>",
        "<|DSML|invoke name=\"image_zoom_in_tool\"><|DSML|parameter name=\"bbox_2d\" string"
            + "=\"false\">[1, 2, 30, 40]</|DSML|parameter></|DSML|invoke>",
        "<image_zoom_in_tool>{\"bbox_2d\": [1, 2, 30, 40]}</image_zoom_in_tool>",
        "<image_zoom_in_tool bbox_2d=\"[1, 2, 30, 40]\"/>",
        "<tool name=\"image_zoom_in_tool\" arguments='{\"bbox_2d\": [1, 2, 30, 40]}' />",
        "<invoke><tool_name>image_zoom_in_tool</tool_name><parameters><bbox_2d>[1, 2, 3"
            + "0, 40]</bbox_2d></parameters></invoke>",
        "I zoom.functions.image_zoom_in_tool:0{\"bbox_2d\": [1, 2, 30, 40]}",
        "<tool_call>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": \"[١، ٢، ٣٠، ٤٠]\"}}</tool_call>",
        "<tool_call>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": [\"1\", \"２\", \"３０\", \"40\"]}}</tool_call>",
    ];

    [Theory]
    [MemberData(nameof(Zooms))]
    public void A_zoom_is_read_in_every_form_that_models_write(string reply)
    {
        ToolRequest call = Assert.Single(CallReader.Read(reply, s_tools)).Call;
        Assert.Null(call.Problem);
        Assert.Equal("image_zoom_in_tool", call.Name);
        Assert.Equal([1, 2, 30, 40],
            call.Arguments.GetProperty("bbox_2d").EnumerateArray().Select(side => side.GetDouble()));
    }

    [Theory]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": "CODE"}}""", "x = 1\\ny = 2", "x = 1\ny = 2")]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": "CODE"}}""", "x = 1\ny = 2", "x = 1\ny = 2")]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": "CODE"}}""", @"re.match(r'\d+', s)",
        @"re.match(r'\d+', s)")]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": "CODE"}}""", "s = '</tool_call>'",
        "s = '</tool_call>'")]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": "CODE"}}""", "print(\"a\", \"b\")",
        "print(\"a\", \"b\")")]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": "CODE"}}""", "```python\\nx = 1\\n```", "x = 1")]
    [InlineData("""{"name": "python_code_tool", "code": "CODE"}""", "x = 1", "x = 1")]
    [InlineData("""{'name': 'python_code_tool', 'arguments': {'code': 'CODE'}}""", "print(\"it's\")",
        "print(\"it's\")")]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": CODE}}""", "\"\"\"x = \"a\"\ny = 1\"\"\"",
        "x = \"a\"\ny = 1")]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": ""}}CODE""",
        "\n<code>\nx = 1\n</code>\n", "x = 1")]
    [InlineData("CODE", "<function=python_code_tool><parameter=code>\nif a:\n    x = 1\n</parameter></function>",
        "if a:\n    x = 1")]
    [InlineData("CODE", "```python\nx = 1\n```", "x = 1")]
    [InlineData("CODE", "```python\nx = 1  \n\n  ```  ", "x = 1  ")]
    [InlineData("python_code_toolCODE", "\n```\nx = 1\n```", "x = 1")]
    [InlineData("CODE", "Action: python_code_tool\nAction Input: ```python\nx = 1\n```\nObservation:", "x = 1")]
    [InlineData("CODE", "Action: python_code_tool\nAction Input: x = 1\ny = 2\nObservation:", "x = 1\ny = 2")]
    [InlineData("CODE", "{\"name\": \"python_code_tool\", \"arguments\": {}}\n```python\nx = 1\n```", "x = 1")]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": ["if a:", "    x = 1"]}}CODE""", "",
        "if a:\n    x = 1")]
    [InlineData("CODE", "<function=python_code_tool><parameter=code>\ns = \"</parameter>\"\nx = "
        + "1\n</parameter></function>", "s = \"</parameter>\"\nx = 1")]
    [InlineData("CODE", "<function=python_code_tool><parameter=code>\n    if a:\n        x = 1\n</parameter></function>",
        "if a:\n    x = 1")]
    [InlineData("CODE", "<function=python_code_tool><parameter=code>\"x = 1\\ny = 2\"</parameter></function>",
        "x = 1\ny = 2")]
    [InlineData("""{"name": "python_code_tool", "arguments": {"code": "CODE"}}""",
        "\uFEFFif a:\\n\u00A0\u00A0s = 'b\u00A0c'", "if a:\n  s = 'b\u00A0c'")]
    public void Code_is_read_as_it_is_meant(string call, string code, string? read)
    {
        ToolRequest request =
            Assert.Single(CallReader.Read(
                $"<tool_call>{call.Replace("CODE", code, StringComparison.Ordinal)}</tool_call>", s_tools)).Call;
        Assert.Equal(read, request.Arguments.ValueKind == JsonValueKind.Object
            ? request.Arguments.GetProperty("code").GetString() : null);
    }

    [Fact]
    public void Two_objects_in_one_block_are_two_calls()
    {
        IEnumerable<string> names = CallReader.Read("""
            <tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}
            {"name": "image_rotate_tool", "arguments": {"angle": "90"}}</tool_call>
            """, s_tools).Select(found => found.Call.Name);
        Assert.Equal(["image_zoom_in_tool", "image_rotate_tool"], names);
    }

    [Theory]
    [InlineData("```json\nZOOM\n```\n```json\nROTATE\n```")]
    [InlineData("```json\nZOOM\n```\n\n```json\nROTATE\n```\nI wait for both.")]
    [InlineData("```json\nZOOM\nROTATE\n```")]
    [InlineData("I look.\nZOOM\nROTATE")]
    [InlineData("ZOOM; ROTATE")]
    [InlineData("I look: ZOOM; ROTATE")]
    [InlineData("image_zoom_in_tool(bbox_2d=[1, 2, 30, 40])\nimage_rotate_tool(angle=90)")]
    [InlineData("[TOOL_CALLS]image_zoom_in_tool[ARGS]{\"bbox_2d\": [1, 2, 30, 40]}"
        + "[TOOL_CALLS]image_rotate_tool[ARGS]{\"angle\": 90}")]
    public void Calls_one_behind_another_are_all_read(string reply)
    {
        IReadOnlyList<FoundCall> found = CallReader.Read(Written(reply), s_tools);
        Assert.Equal(["image_zoom_in_tool", "image_rotate_tool"], found.Select(call => call.Call.Name));
        Assert.All(found, call => Assert.Null(call.Call.Problem));
    }

    [Theory]
    [InlineData("```json\nZOOM\n```\nNow I wait.\n```json\nROTATE\n```")]
    [InlineData("ZOOM\nObservation: a sign\nROTATE")]
    public void A_call_behind_other_words_is_not_read_with_the_first(string reply) =>
        Assert.Equal("image_zoom_in_tool", Assert.Single(CallReader.Read(Written(reply), s_tools)).Call.Name);

    private static string Written(string reply) => reply
        .Replace("ZOOM", """{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}""",
            StringComparison.Ordinal)
        .Replace("ROTATE", """{"name": "image_rotate_tool", "arguments": {"angle": 90}}""", StringComparison.Ordinal);

    [Theory]
    [InlineData("\"90\"", 90)]
    [InlineData("\"-7.5\"", -7.5)]
    [InlineData("\"90°\"", 90)]
    [InlineData("[45]", 45)]
    public void A_number_is_one_in_quotes_too(string written, double angle)
    {
        string reply =
            $$$"""<tool_call>{"name": "image_rotate_tool", "arguments": {"angle": {{{written}}}}}</tool_call>""";
        ToolRequest call = Assert.Single(CallReader.Read(reply, s_tools)).Call;
        Assert.Equal(angle, call.Arguments.GetProperty("angle").GetDouble());
        Assert.Equal($$"""{"angle": {{written}}}""", call.AsWritten!.Value.GetRawText());
        Assert.Contains("angle", Assert.Single(call.Repairs), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 4""")]
    [InlineData("""<tool_call>{"name": "python_code_tool", "arguments": {"code": "x = """)]
    [InlineData("""<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}""")]
    public void What_was_cut_short_is_a_call_that_failed(string reply)
    {
        Assert.NotNull(Assert.Single(CallReader.Read(reply, s_tools, cutShort: true)).Call.Problem);
    }

    [Theory]
    [InlineData("The tools are {\"type\":\"function\",\"function\":{\"name\":\"image_rotate_tool\",\"parameters\":{\"type\":\"object\",\"properties\":{\"angle\":{}}}}}")]
    [InlineData("A dictionary: {\"name\": \"Paris\"}")]
    [InlineData("image_rotate_tool turns the picture.")]
    [InlineData("I found <box>{\"bbox_2d\": [1, 2, 30, 40]}</box>")]
    [InlineData("Write {\"name\": \"image_rotate_tool\", \"arguments\": {\"angle\": 90}} and you turn it.")]
    [InlineData("{\"name\": \"crop\", \"arguments\": {\"bbox_2d\": [1, 2, 30, 40]}}")]
    [InlineData("<img name=\"image_rotate\" src=\"a.jpg\"/>")]
    [InlineData("The sign:\n```json\n[\n\t{\"bbox_2d\": [1, 2, 30, 40], \"label\": \"sign\"}\n]\n```\nParis.")]
    [InlineData("<answer>\n```json\n[{\"bbox_2d\": [1, 2, 30, 40], \"label\": \"sign\"}]\n```\n</answer>")]
    public void What_only_looks_like_a_call_is_none(string reply) =>
        Assert.DoesNotContain(CallReader.Read(reply, s_tools), found => found.Call.Problem is null);

    [Fact]
    public void A_reply_full_of_marks_is_read_in_no_time()
    {
        string marks = string.Concat(Enumerable.Repeat("<tool_call>{\"name\": \"a\" ", 40_000));
        Assert.True(CallReader.Read(marks, s_tools).Count <= 200);
    }

    // Each took a minute and more, or the process with it.
    [Theory]
    [InlineData("<tool_call>{", "#\n", "")]
    [InlineData("<tool_call>{", "...", "")]
    [InlineData("<tool_call>I", " ", ".")]
    [InlineData("<tool_call>x<|channel|>", "a", "")]
    [InlineData("", "<a><b></a>", "")]
    [InlineData("<tool_call>{\"name\": \"image_rotate_tool\", \"arguments\": {\"angle\": \"90", " ", "x\"}}")]
    [InlineData("<tool_call>{\"name\": \"image_rotate_tool\", \"arguments\": \"", "```\\n", "```\"}")]
    [InlineData("<tool_call>{\"name\": \"python_code_tool\", \"arguments\": {\"code\": \"x\\n", " \\n", "\"}}")]
    [InlineData("<tool_call>{\"name\": \"python_code_tool\", \"arguments\": {\"code\": \"```python\\n", " ", "x\\n```\"}}")]
    [InlineData("<tool_call>{\"name\": \"image_zoom_in_tool\", \"arguments\": {\"bbox_2d\": \"1, 2, 3, ", "9", "\"}}")]
    [InlineData("<answer ", "<answer ", "</answer>")]
    public void A_reply_of_one_thing_over_and_over_is_read(string begin, string again, string end)
    {
        string reply = begin + string.Concat(Enumerable.Repeat(again, 200_000 / again.Length)) + end;
        Assert.InRange(CallReader.Read(reply, s_tools).Count, 0, 200);
        Assert.Null(AnswerText.FindTagged(reply));
    }

    [Fact]
    public void Lists_in_lists_are_no_box()
    {
        string deep = new string('[', 64) + "1" + new string(']', 64);
        foreach (string reply in (string[])[$"<tool_call>image_zoom_in_tool {deep}</tool_call>",
            $$$"""<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": "{{{deep}}}"}}</tool_call>""",
            """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"x": 1e308, "y": 0, "width": 1e308, "height": 5}}</tool_call>"""])
        {
            FoundCall found = Assert.Single(CallReader.Read(reply, s_tools));
            Assert.True(found.Call.Problem is not null
                || found.Call.Arguments.GetProperty("bbox_2d").ValueKind != JsonValueKind.Array, reply);
        }
    }

    [Fact]
    public void What_was_strict_keeps_its_spelling_and_no_repair_is_told()
    {
        ToolRequest call =
            Assert.Single(
                CallReader.Read(
                    """<tool_call>{"name": "image_zoom_in_tool", "arguments": { "bbox_2d" : [1.50, 2, 3e1, 40] }}</tool_call>""", s_tools)).Call;
        Assert.Equal("""{ "bbox_2d" : [1.50, 2, 3e1, 40] }""", call.Arguments.GetRawText());
        Assert.Empty(call.Repairs);
        Assert.Null(call.AsWritten);
    }

    [Theory]
    [InlineData("<answer>1, 2</answer> I used image_rotate_tool(angle=90).")]
    [InlineData("""<answer>It prints {"name": "image_rotate_tool", "arguments": {"angle": 90}}</answer>""")]
    [InlineData("""\boxed{1, 2} {"name": "image_rotate_tool", "arguments": {"angle": 90}} showed it""")]
    [InlineData("I already called image_rotate_tool(angle=90).")]
    [InlineData("The format is <tool_call>...</tool_call>, but I need none. <answer>Paris</answer>")]
    [InlineData("There is no need to call image_rotate_tool(angle=90)")]
    [InlineData("Paris (image_rotate_tool(angle=90))")]
    [InlineData("We could use `image_rotate_tool(angle=90)`, but the sign can be read.")]
    public void Who_speaks_of_a_call_makes_none(string said) => Assert.Empty(CallReader.Read(said, s_tools));
}
