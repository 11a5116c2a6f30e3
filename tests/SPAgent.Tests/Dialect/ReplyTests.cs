using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Dialect;

public sealed class ReplyTests
{
    private const string Zoom = """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [1, 2, 30, 40]}}</tool_call>""";

    private static readonly ToolSignature[] s_tools = [new("image_zoom_in_tool", new ZoomInTool().Schema), new("image_rotate_tool", new RotateTool().Schema)];

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
        FunctionCallContent call = new("c1", "image_zoom_in_tool<|channel|>commentary") { RawRepresentation = arguments };
        ToolRequest request = Assert.Single(Reply.Of(Response([call]), s_tools).Calls);
        Assert.Equal(("image_zoom_in_tool", "c1", null), (request.Name, request.CallId, request.Problem));
        Assert.Equal(4, request.Arguments.GetProperty("bbox_2d").GetArrayLength());
    }

    [Fact]
    public void What_a_server_said_beside_goes_back_to_it()
    {
        FunctionCallContent call = new("c1", "image_rotate_tool", new Dictionary<string, object?> { ["angle"] = 9 }) { AdditionalProperties = new() { ["extra_content"] = "signature" } };
        ChatResponse response = Response([new TextReasoningContent("Hm."), call]);
        response.Messages[0].AdditionalProperties = new() { ["reasoning_details"] = "all of it" };
        ChatMessage history = Reply.Of(response, s_tools).History()!;
        Assert.Equal("all of it", history.AdditionalProperties!["reasoning_details"]);
        Assert.Equal("signature", Assert.Single(history.Contents.OfType<FunctionCallContent>()).AdditionalProperties!["extra_content"]);
        Assert.Equal("Hm.", Assert.Single(history.Contents.OfType<TextReasoningContent>()).Text);
    }

    [Fact]
    public void A_reply_of_thought_alone_leaves_no_message() => Assert.Null(Reply.Of(Response([new TextReasoningContent("Hm.")]), s_tools).History());

    private static Reply Read(string text) => Reply.Of(Response([new TextContent(text)]), s_tools);

    private static ChatResponse Response(IList<AIContent> contents) => new(new ChatMessage(ChatRole.Assistant, contents));
}
