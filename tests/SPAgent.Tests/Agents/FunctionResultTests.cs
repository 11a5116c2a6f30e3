using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Agents;

public sealed class FunctionResultTests
{
    private static readonly string s_picture = Convert.ToBase64String(Pictures.Gradient(8, 8).EncodePng());

    [Fact]
    public void A_picture_beside_structured_content_is_shown_and_not_written_out()
    {
        FunctionResult result =
            Read(
                $$$"""{"content": [{"type": "text", "text": "One window."}, {"type": "image", "data": "{{{s_picture}}}", "mimeType": "image/png"}], "structuredContent": {"windows": 1}}""");
        Assert.Equal("One window.\n{\"windows\":1}", result.Text);
        Assert.Equal(s_picture, Convert.ToBase64String(result.Image!));
    }

    [Fact]
    public void A_structured_result_that_is_given_as_text_too_is_said_once() =>
        Assert.Equal("{\"windows\": 1}",
            Read(
                """{"content": [{"type": "text", "text": "{\"windows\": 1}"}], "structuredContent": {"windows": 1}}""").Text);

    [Fact]
    public void A_picture_may_be_a_resource() =>
        Assert.NotNull(
            Read(
                $$$"""{"content": [{"type": "resource", "resource": {"uri": "file:///a.png", "mimeType": "image/png", "blob": "{{{s_picture}}}"}}]}""").Image);

    [Fact]
    public void Sound_is_named_without_its_data()
    {
        string text = Read("""{"content": [{"type": "audio", "data": "AAAA", "mimeType": "audio/wav"}]}""").Text;
        Assert.Contains("audio/wav", text, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"content": [{"type": "text", "text": "no such street"}], "isError": true}""", "no such street")]
    [InlineData("""{"isError": true, "reason": "gone"}""", "gone")]
    public void A_server_that_reports_an_error_has_failed(string json, string says)
    {
        FunctionResult result = Read(json);
        Assert.True(result.Failed);
        Assert.Contains(says, result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_numbers_and_contents_stay_what_they_are()
    {
        Assert.Equal(("red", "7", "null"),
            (FunctionResult.Of("red").Text, FunctionResult.Of(7).Text, FunctionResult.Of(null).Text));
        Assert.Equal("red", FunctionResult.Of(new TextContent("red")).Text);
    }

    private static FunctionResult Read(string json) => FunctionResult.Of(JsonElement.Parse(json));
}
