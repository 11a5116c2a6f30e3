using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Dialect;

public sealed class ReplyTests
{
    private const string Zoom =
        """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>""";

    private static readonly ToolSignature[] s_tools =
        [new("image_zoom_in_tool", new ZoomInTool().Schema), new("image_rotate_tool", new RotateTool().Schema)];

    [Theory]
    [InlineData("\n<tool_response>I see Paris</tool_response>\n<answer>Paris</answer>")]
    [InlineData(" Now I wait for the result.")]
    [InlineData("<|im_end|>\n<|im_start|>user\nA sign.")]
    public void What_stands_behind_the_last_call_is_cut_and_kept(string behind)
    {
        Reply reply = Read($"I look. {Zoom}{behind}");
        Assert.Equal($"I look. {Zoom}", reply.Text);
        Assert.Equal(behind, reply.TextAfterCall);
        Assert.Single(reply.Calls);
    }

    [Theory]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": 90}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": "90"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": "\"{\\\"angle\\\": 90}\""}}""")]
    [InlineData("""{"function": {"name": "", "arguments": "{\"name\": \"image_rotate_tool\", \"arguments\": {\"angle\": 90}}"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": "{\"name\": \"image_rotate_tool\", \"arguments\": {\"angle\": 90}}"}}""")]
    [InlineData("""{"function": {"name": null, "arguments": "{\"angle\": 90}"}}""")]
    [InlineData("""{"function": {"name": "functions__image_rotate_tool", "arguments": "{\"angle\": 90}"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool_0", "arguments": "{\"angle\": \"90 degrees\"}"}}""")]
    [InlineData("""{"function": {"name": "imageRotateTool", "arguments": "{\"angle\": 90}{\"angle\": 90}"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": "{}{\"angle\": 90}"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": "```json\n{\"angle\": 90}\n```"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": "{\"angle\": 90}<|im_end|>"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": "angle=90"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": "<parameter=angle>90</parameter>"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": "<think></think>{\"angle\": 90}"}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "arguments": {" \"angle\": ": 90}}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool{\"angle\": 90}", "arguments": ""}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool json", "arguments": {"angle": 90}}}""")]
    [InlineData("""{"function": {"name": "image_rotate_toolimage_rotate_tool", "arguments": {"angle": 90}}}""")]
    [InlineData("""{"function": {"name": "multi_tool_use.parallel", "arguments": {"tool_uses": [{"recipient_name": "functions.image_rotate_tool", "parameters": {"angle": 90}}]}}}""")]
    [InlineData("""{"function": {"name": "image_rotate_tool", "input": {"angle": 90}}}""")]
    [InlineData("""{"name": "image_rotate_tool", "args": {"angle": 90}}""")]
    [InlineData("""{"type": "function", "function": "image_rotate_tool", "arguments": "{\"angle\": 90}"}""")]
    public void A_native_call_is_read_in_every_shape_that_servers_send(string call)
    {
        Reply reply = Native($$"""{"content": null, "tool_calls": [{{call}}]}""");
        Assert.Equal(("image_rotate_tool", 90),
            (Assert.Single(reply.Calls).Name, reply.Calls[0].Arguments.GetProperty("angle").GetInt32()));
        Assert.Null(reply.Calls[0].Problem);
    }

    [Theory]
    [InlineData("""{"tool_calls": "[{\"name\": \"image_rotate_tool\", \"arguments\": {\"angle\": 90}}]"}""")]
    [InlineData("""{"content": [{"type": "text", "text": "I look."}, {"type": "tool_use", "id": "a", "name": "image_rotate_tool", "input": {"angle": 90}}]}""")]
    public void A_native_call_is_found_wherever_servers_put_it(string message) =>
        Assert.Equal(90, Assert.Single(Native(message).Calls).Arguments.GetProperty("angle").GetInt32());

    [Theory]
    [InlineData("""{"bbox_2d": {"x": 1, "y": 2, "width": 29, "height": 38}}""")]
    [InlineData("""{"x": 1, "y": 2, "w": 29, "h": 38}""")]
    [InlineData("""{"x1": 1, "y1": 2, "x2": 30, "y2": 40, "label": "a sign"}""")]
    [InlineData("""{"bbox_2d": ["1px", "2px", "30px", "40px"]}""")]
    [InlineData("""{"bbox_2d": [{"x": 1, "y": 2}, {"x": 30, "y": 40}]}""")]
    [InlineData("""{"bbox_2d": {"top_left": [1, 2], "bottom_right": [30, 40]}}""")]
    [InlineData("""{"bbox_2d": "<|box_start|>(1,2),(30,40)<|box_end|>"}""")]
    [InlineData("""{"bbox_2d": "x1=1, y1=2, x2=30, y2=40"}""")]
    [InlineData("""{"bbox_2d": [{"bbox_2d": [1, 2, 30, 40], "label": "a sign"}]}""")]
    [InlineData("""{"coordinates": [1, 2, 30, 40]}""")]
    [InlineData("""{"bbox_2d": "left=1, top=2, right=30, bottom=40"}""")]
    public void Four_numbers_are_a_box_however_they_are_given(string arguments)
    {
        Reply reply = Native(
            $$$"""{"tool_calls": [{"function": {"name": "image_zoom_in_tool", "arguments": {{{arguments}}}}}]}""");
        Assert.Equal([1, 2, 30, 40], Assert.Single(reply.Calls).Arguments.GetProperty("bbox_2d").EnumerateArray()
            .Select(side => side.GetDouble()));
        Assert.NotNull(reply.Calls[0].AsWritten);
    }

    [Theory]
    [InlineData("""["10%", "20%", "30%", "40%"]""")]
    [InlineData("""[1, 2, 30, 40, 0.9]""")]
    [InlineData("""{"x": 1, "y": 2, "width": 29}""")]
    public void What_may_be_another_box_stays_as_it_is_written(string box)
    {
        Reply reply =
            Native(
                $$$$"""{"tool_calls": [{"function": {"name": "image_zoom_in_tool", "arguments": {"bbox_2d": {{{{box}}}}}}}]}""");
        Assert.Equal(box, Assert.Single(reply.Calls).Arguments.GetProperty("bbox_2d").GetRawText());
    }

    [Fact]
    public void A_call_that_rests_on_a_made_up_result_is_none()
    {
        Reply reply = Read($"{Zoom}\n<tool_response>a sign</tool_response>\n<tool_call>{{\"name\": \"image_rotate_tool\", \"arguments\": {{\"angle\": 9}}}}</tool_call>");
        Assert.Equal("image_zoom_in_tool", Assert.Single(reply.Calls).Name);
        Assert.Equal(Zoom, reply.Text);
    }

    [Fact]
    public void White_space_behind_a_call_stays_as_it_is()
    {
        Reply reply = Read($"{Zoom}\n\n");
        Assert.Equal($"{Zoom}\n\n", reply.Text);
        Assert.Null(reply.TextAfterCall);
    }

    [Fact]
    public void A_call_in_the_reasoning_counts_where_nothing_was_said()
    {
        Reply reply = Reply.Of(Response([new TextReasoningContent($"I zoom.\n{Zoom}")]), s_tools);
        Assert.Equal((Zoom, Reply.Reasoned), (reply.Text, reply.TakenFrom));
        Assert.Equal("image_zoom_in_tool", Assert.Single(reply.Calls).Name);
    }

    [Fact]
    public void An_answer_in_the_reasoning_counts_where_nothing_was_said_and_not_otherwise()
    {
        TextReasoningContent thought = new("It is Paris: <answer>Paris</answer>");
        Assert.Equal("Paris", Reply.Of(Response([thought]), s_tools).Answer);
        Assert.Null(Reply.Of(Response([thought, new TextContent("Let me think again.")]), s_tools).Answer);
    }

    [Theory]
    [InlineData("I am sure. <answer>Paris", "stop", "Paris")]
    [InlineData("I am sure. <answer>Par", "length", null)]
    [InlineData("I am sure. <answer>48.8", "model_length", null)]
    [InlineData("I am sure. <answer>48.8", "MAX_TOKENS", null)]
    [InlineData("Let me look closer before I write `<answer>`.", "stop", null)]
    [InlineData("I will put the place between <answer> tags.", "stop", null)]
    [InlineData("<answer type=\"place\">Paris", "stop", "Paris")]
    [InlineData("<answer>Paris</answer><|end|><|endoftext|>", "stop", "Paris")]
    [InlineData("I am sure. <answer>Paris<answer>", "stop", "Paris")]
    [InlineData("Write it into <answer>...", "stop", null)]
    [InlineData("&lt;answer&gt;Paris&lt;/answer&gt;", "stop", "Paris")]
    [InlineData(@"\boxed {Paris}", "stop", "Paris")]
    public void An_answer_is_read_whose_end_the_server_kept_to_itself(string text, string finish, string? answer)
    {
        ChatResponse response = Response([new TextContent(text)]);
        response.FinishReason = new ChatFinishReason(finish);
        Assert.Equal(answer, Reply.Of(response, s_tools).Answer);
    }

    [Fact]
    public void A_reply_that_ends_as_a_call_and_holds_none_is_a_call_that_failed()
    {
        ChatResponse response = Response([new TextContent("I look closer.")]);
        response.FinishReason = ChatFinishReason.ToolCalls;
        Assert.NotNull(Assert.Single(Reply.Of(response, s_tools).Calls).Problem);
    }

    [Theory]
    [InlineData("""{"bbox_2d": [1, 2, 30, 40]""")]
    [InlineData("""{"bbox_2d": "[1, 2, 30, 40]"}""")]
    [InlineData("""{"arguments": {"bbox_2d": [1, 2, 30, 40]}}""")]
    [InlineData("""{'bbox_2d': [1, 2, 30, 40]}""")]
    [InlineData(""""{\"bbox_2d\": [1, 2, 30, 40]}"""")]
    public void Native_arguments_are_read_as_they_are_meant(string arguments)
    {
        FunctionCallContent call = new("c1", "image_zoom_in_tool<|channel|>commentary")
        { RawRepresentation = arguments };
        ToolRequest request = Assert.Single(Reply.Of(Response([call]), s_tools).Calls);
        Assert.Equal(("image_zoom_in_tool", "c1", null), (request.Name, request.CallId, request.Problem));
        Assert.Equal(4, request.Arguments.GetProperty("bbox_2d").GetArrayLength());
    }

    [Theory]
    [InlineData("length", false)]
    [InlineData("max_tokens", false)]
    [InlineData("tool_calls", true)]
    public void A_native_call_that_was_cut_short_is_one_that_failed(string finish, bool runs)
    {
        ChatResponse response = Response([new FunctionCallContent("c1", "image_zoom_in_tool")
        { RawRepresentation = """{"bbox_2d": [1, 2, 30, 40]""" }]);
        response.FinishReason = new ChatFinishReason(finish);
        Assert.Equal(runs, Assert.Single(Reply.Of(response, s_tools).Calls).Problem is null);
    }

    [Fact]
    public void What_a_server_said_beside_goes_back_to_it()
    {
        FunctionCallContent call = new("c1", "image_rotate_tool", new Dictionary<string, object?> { ["angle"] = 9 })
        { AdditionalProperties = new() { ["extra_content"] = "signature" } };
        ChatResponse response = Response([new TextReasoningContent("Hm."), call]);
        response.Messages[0].AdditionalProperties = new() { ["reasoning_details"] = "all of it" };
        ChatMessage history = Reply.Of(response, s_tools).History()!;
        Assert.Equal("all of it", history.AdditionalProperties!["reasoning_details"]);
        Assert.Equal("signature",
            Assert.Single(history.Contents.OfType<FunctionCallContent>()).AdditionalProperties!["extra_content"]);
        Assert.Equal("Hm.", Assert.Single(history.Contents.OfType<TextReasoningContent>()).Text);
    }

    [Fact]
    public void A_reply_of_thought_alone_leaves_no_message() =>
        Assert.Null(Reply.Of(Response([new TextReasoningContent("Hm.")]), s_tools).History());

    private static Reply Read(string text) => Reply.Of(Response([new TextContent(text)]), s_tools);

    private static Reply Native(string message) =>
        Reply.Of(
            ChatAnswer.Read(
                JsonElement.Parse($$"""{"choices": [{"message": {{message}}, "finish_reason": "tool_calls"}]}"""),
                new CallIds()), s_tools);

    private static ChatResponse Response(IList<AIContent> contents) =>
        new(new ChatMessage(ChatRole.Assistant, contents));
}
