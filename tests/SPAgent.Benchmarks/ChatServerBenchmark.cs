using System.Diagnostics;
using System.Globalization;
using SPAgent.Tests;

namespace SPAgent.Benchmarks;

/// <summary>
/// The local server of the HTTP benchmarks, in a process of its own: a fixed latency, next to no CPU time. A
/// conversation takes two turns: it asks for one zoom, natively where tools are offered, else in the text, and answers
/// when it is shown the result.
/// </summary>
internal static class ChatServerBenchmark
{
    private const string Thought = "The road is narrow and lined with stone walls; the signs may tell more.";
    private const string Arguments = """{"bbox_2d": [100, 100, 420, 340], "label": "sign"}""";

    private static readonly FakeReply Ok = FakeReply.Text("OK");
    private static readonly FakeReply NativeZoom = FakeReply.ToolCall("image_zoom_in_tool", Arguments);
    private static readonly FakeReply ZoomInText = FakeReply.Text(
        $$"""{{Thought}} <tool_call>{"name": "image_zoom_in_tool", "arguments": {{Arguments}} }</tool_call>""");
    private static readonly FakeReply Answer =
        FakeReply.Text($$"""{{Thought}} So it is Paris: $\boxed{48.8566, 2.3522}$""");

    /// <summary>Serves until standard input closes; says its address first, and what it served and what that cost at
    /// the end.</summary>
    public static int Run(string[] args)
    {
        TimeSpan latency =
            TimeSpan.FromMilliseconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 200);
        int port = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0;
        long requests = 0, bytes = 0;
        FakeChatServer server = FakeChatServer.Start(
            request =>
            {
                Interlocked.Increment(ref requests);
                Interlocked.Add(ref bytes, request.Body.Length);
                return Choose(request) with { Latency = latency };
            },
            port,
            keep: false);
        Console.WriteLine(server.BaseUri);
        while (Console.In.ReadLine() is not null) { }
        double cpu = Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds / Math.Max(1, requests);
        Console.WriteLine(
            $"served {requests:N0} requests, {bytes / 1e6:N1} MB, over {server.Connections:N0} connections, "
            + $"{server.MostAtOnce:N0} at once at most, {cpu:0.000} CPU ms a request");
        return 0;
    }

    private static FakeReply Choose(FakeRequest request) => request.Images switch
    {
        0 => Ok,
        1 => request.OffersTools ? NativeZoom : ZoomInText,
        _ => Answer,
    };
}
