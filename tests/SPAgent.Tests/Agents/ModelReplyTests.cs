namespace SPAgent.Tests.Agents;

public sealed class ModelReplyTests
{
    [Fact]
    public void Every_call_is_read_in_order()
    {
        IReadOnlyList<ToolRequest> calls = ModelReply.ToolCalls("""
            One: <tool_call>{"name": "a", "arguments": {"x": 1}}</tool_call> two:
            <tool_call>
            {"name": "b", "arguments": {"y": "2"}}
            </tool_call>
            """);
        Assert.Equal(["a", "b"], calls.Select(call => call.Name));
        Assert.Equal("""{"x": 1}""", calls[0].Arguments.GetRawText());
        Assert.All(calls, call => Assert.Null(call.Problem));
    }

    [Fact]
    public void Code_beside_the_name_becomes_an_argument()
    {
        ToolRequest call =
            Assert.Single(ModelReply.ToolCalls(
                """<tool_call>{"name": "python_code_tool", "code": "result_image = image"}</tool_call>"""));
        Assert.Equal("result_image = image", call.Arguments.GetProperty("code").GetString());
    }

    [Fact]
    public void Arguments_inside_a_string_are_unpacked()
    {
        ToolRequest call = Assert.Single(
            ModelReply.ToolCalls("""<tool_call>{"name": "a", "arguments": "{\"angle\": 90}"}</tool_call>"""));
        Assert.Equal(90, call.Arguments.GetProperty("angle").GetInt32());
    }

    [Theory]
    [InlineData("<tool_call>{\"name\": \"a\", \"arguments\": {\"x\": }}</tool_call>", "not valid JSON")]
    [InlineData("<tool_call>{name a}</tool_call>", "not valid JSON")]
    [InlineData("<tool_call>[1, 2]</tool_call>", "one JSON object")]
    [InlineData("<tool_call>7</tool_call>", "one JSON object")]
    [InlineData("<tool_call>{\"arguments\": {}}</tool_call>", "no name")]
    public void A_call_that_cannot_be_read_says_why(string text, string problem) =>
        Assert.Contains(problem, Assert.Single(ModelReply.ToolCalls(text)).Problem, StringComparison.Ordinal);

    [Fact]
    public void Bare_NaN_and_Infinity_reach_the_tool_as_words()
    {
        ToolRequest call =
            Assert.Single(
                ModelReply.ToolCalls(
                    """<tool_call>{"name": "NaN \" Infinity", "arguments": {"a": NaN, "b": [-Infinity, Infinity]}}</tool_call>"""));
        Assert.Equal("NaN \" Infinity", call.Name);
        Assert.Equal("""{"a": "NaN", "b": ["-Infinity", "Infinity"]}""", call.Arguments.GetRawText());
    }

    [Theory]
    [InlineData("I would use <tool_call> for that, if I had to.")]
    [InlineData("<tool_call></tool_call>")]
    [InlineData("no call here </tool_call>")]
    [InlineData("<think><tool_call>{\"name\": \"a\", \"arguments\": {}}</tool_call></think> No need.")]
    [InlineData("")]
    public void A_mention_of_the_tags_and_a_thought_are_no_call(string text) =>
        Assert.Empty(ModelReply.ToolCalls(text));

    [Theory]
    [InlineData("<answer>B</answer>", "B")]
    [InlineData("<answer>A</answer> no, <answer> B </answer>", "B")]
    [InlineData(@"So $\boxed{1.5, 2.5}$.", "1.5, 2.5")]
    [InlineData(@"\boxed{1} then \boxed{\text{two}}", "two")]
    [InlineData(@"<answer>tag</answer> \boxed{box}", "tag")]
    [InlineData(@"<answer></answer> \boxed{box}", "box")]
    [InlineData(@"\boxed{fine} \boxed{open", "fine")]
    public void The_last_answer_counts_and_tags_win_over_boxes(string text, string answer) =>
        Assert.Equal(answer, ModelReply.Answer(text));

    [Theory]
    [InlineData("nothing")]
    [InlineData("<answer>  </answer>")]
    [InlineData(@"\boxed{}")]
    [InlineData(@"\boxed{")]
    public void No_answer_is_null(string text) => Assert.Null(ModelReply.Answer(text));

    [Fact]
    public void Megabytes_of_open_boxes_are_read_in_one_pass()
    {
        // Each box looked at by itself would take hours.
        string boxes = string.Concat(Enumerable.Repeat(@"\boxed{", 600_000));
        Assert.Null(ModelReply.Answer(boxes));
        Assert.Equal("x", ModelReply.Answer(boxes + "x}"));
    }

    [Theory]
    [InlineData("{\"name\": \"python_code_tool\", \"code\": \"x = 1 # HALF\"}")]
    [InlineData("{\"name\": \"python_code_tool\", \"code\": \"x = 1 # \\ud83d\"}")]
    [InlineData("{\"name\": \"python_code_tool\", \"arguments\": \"{\\\"code\\\": \\\"x = 1 # \\\\ud83d\\\"}\"}")]
    public void Half_an_emoji_in_a_call_does_not_lose_it(string json)
    {
        ToolRequest call = Assert.Single(
            ModelReply.ToolCalls($"<tool_call>{json.Replace("HALF", "\ud83d", StringComparison.Ordinal)}</tool_call>"));
        Assert.Equal("x = 1 # \ufffd", call.Arguments.GetProperty("code").GetString());
    }
}
