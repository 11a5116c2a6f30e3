using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.Tools;

public sealed class HttpExpertToolTests : IDisposable
{
    private static readonly RasterImage Picture = Pictures.Gradient(64, 48);
    private readonly HttpListener _server = new();
    private readonly Uri _address;
    private Func<JsonObject, (int Status, string Body)> _answer = _ => (200, "{}");
    private JsonObject? _asked;

    public HttpExpertToolTests()
    {
        _address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _server.Prefixes.Add(_address.ToString());
        _server.Start();
        _ = ServeAsync();
    }

    public void Dispose() => _server.Close();

    [Fact]
    public async Task The_picture_that_comes_back_is_the_result()
    {
        RasterImage depth = Pictures.Gradient(32, 24, 5);
        _answer = _ =>
            (200, new JsonObject
            { ["success"] = true, ["depth_map"] = Convert.ToBase64String(depth.EncodePng()) }.ToJsonString());
        using HttpExpertTool tool = HttpExpertTool.Depth(_address);
        ImageToolResult result = await CallAsync(tool, "{}");
        Assert.True(result.Success, result.Message);
        Assert.Equal(depth.PixelSha256(), result.Image.PixelSha256());
        Assert.Equal(Picture.EncodeJpeg(95), Convert.FromBase64String(_asked!["image"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Detections_are_a_message_and_the_arguments_are_passed_on()
    {
        _answer = _ => (200, """{"success": true, "detections": [{"label": "car", "box": [1, 2, 3, 4]}]}""");
        using HttpExpertTool tool = HttpExpertTool.Detection(_address);
        ImageToolResult result = await CallAsync(tool, """{"text_prompt": "car", "box_threshold": 0.35}""");
        Assert.Same(Picture, result.Image);
        Assert.Contains("\"label\":\"car\"", result.Message, StringComparison.Ordinal);
        Assert.Equal(("car", 0.35),
            (_asked!["text_prompt"]!.GetValue<string>(), _asked["box_threshold"]!.GetValue<double>()));
    }

    [Theory]
    [InlineData(200, """{"success": false, "error": "no model"}""", "no model")]
    [InlineData(200, """{"success": false, "error": null, "detail": "\u8f66"}""", "failed: 车")]
    [InlineData(400, """{"error": "\u672a\u627e\u5230"}""", "400: 未找到")]
    [InlineData(422, """{"detail": [{"msg": "\u8f66"}]}""", """422: [{"msg":"车"}]""")]
    [InlineData(503, """{"busy": true}""", """503: {"busy": true}""")]
    [InlineData(500, "oops", "500: oops")]
    [InlineData(200, "not json", "can't be read")]
    [InlineData(200, """{"success": true, "image": "AAAA"}""", "can't be read")]
    public async Task What_goes_wrong_at_the_server_is_told_to_the_model(int status, string body, string said)
    {
        _answer = _ => (status, body);
        using HttpExpertTool tool = HttpExpertTool.Segmentation(_address);
        ImageToolResult result = await CallAsync(tool, "{}");
        Assert.False(result.Success);
        Assert.StartsWith("Error: ", result.Message, StringComparison.Ordinal);
        Assert.Contains(said, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_reach_the_model_in_their_own_letters_and_not_without_end()
    {
        using HttpExpertTool tool = HttpExpertTool.Detection(_address);
        _answer = _ => (200, """{"success": true, "label": "\u8eca"}""");
        Assert.Equal("""{"label":"車"}""", (await CallAsync(tool, "{}")).Message);
        _answer = _ => (200, new JsonObject { ["polygon"] = new string('1', 100_000) }.ToJsonString());
        string message = (await CallAsync(tool, "{}")).Message!;
        Assert.StartsWith("{\"polygon\":\"111", message, StringComparison.Ordinal);
        Assert.EndsWith("1… (100014 characters in all)", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 8192, 8300);
    }

    [Fact]
    public async Task What_to_segment_is_said_by_a_box_or_by_points()
    {
        using HttpExpertTool tool = HttpExpertTool.Segmentation(_address);
        Assert.Equal(["box", "point_coords", "point_labels"],
            tool.Schema.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        await CallAsync(tool, """{"box": [1, 2, 30, 40]}""");
        Assert.Equal("[1,2,30,40]", _asked!["box"]!.ToJsonString());
    }

    [Fact]
    public async Task Of_an_argument_that_stands_twice_the_last_one_is_sent()
    {
        using HttpExpertTool tool = HttpExpertTool.Detection(_address);
        ImageToolResult result = await CallAsync(tool, """{"text_prompt": "bus", "text_prompt": "car"}""");
        Assert.True(result.Success, result.Message);
        Assert.Equal("car", _asked!["text_prompt"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_server_on_this_machine_is_asked_past_any_proxy()
    {
        string server = _address.GetLeftPart(UriPartial.Authority);
        IWebProxy before = HttpClient.DefaultProxy;
        // For this server alone: other tests may ask their own meanwhile.
        HttpClient.DefaultProxy = new WebProxy(
            $"http://127.0.0.1:{FreePort()}", BypassOnLocal: false, [$"^(?!{Regex.Escape(server)}$)"]);
        try
        {
            using HttpExpertTool tool = HttpExpertTool.Depth(_address);
            await tool.PrepareAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public async Task A_server_that_is_away_is_named_by_its_address()
    {
        Uri nowhere = new($"http://127.0.0.1:{FreePort()}/");
        using HttpExpertTool tool = HttpExpertTool.Depth(nowhere);
        Assert.Contains(nowhere.ToString(), (await CallAsync(tool, "{}")).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => tool.PrepareAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_is_silent_is_given_up()
    {
        using OtherCulture culture = new();
        using ManualResetEventSlim release = new();
        _answer = _ =>
        {
            release.Wait();
            return (200, "{}");
        };
        using HttpExpertTool tool = new("slow", "Slow.", _address, timeout: TimeSpan.FromMilliseconds(100));
        Assert.Contains("no answer within 0.1 s", (await CallAsync(tool, "{}")).Message, StringComparison.Ordinal);
        release.Set();
    }

    [Fact]
    public async Task A_healthy_server_is_ready()
    {
        using HttpExpertTool tool = HttpExpertTool.Depth(_address);
        await tool.PrepareAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<ImageToolResult> CallAsync(HttpExpertTool tool, string arguments) =>
        await tool.CallAsync(Picture, JsonElement.Parse(arguments), TestContext.Current.CancellationToken);

    private async Task ServeAsync()
    {
        while (_server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _server.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        bool health = context.Request is { HttpMethod: "GET", Url.AbsolutePath: "/health" };
        if (!health) _asked = (JsonObject)(await JsonNode.ParseAsync(context.Request.InputStream))!;
        (int status, string body) = health ? (200, """{"status": "ok"}""") : _answer(_asked!);
        context.Response.StatusCode = context.Request.Url!.AbsolutePath is "/health" or "/infer" ? status : 404;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
