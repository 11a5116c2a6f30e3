using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace SPAgent.Benchmarks;

/// <summary>Opens a page in headless Chromium and takes the time, by the browser's own protocol: its clock stands still
/// under <c>--dump-dom</c>.</summary>
internal sealed class BrowserTiming : IDisposable
{
    private readonly Process _browser;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _calls;

    private BrowserTiming(Process browser, string profile) => (_browser, _profile) = (browser, profile);

    public static async Task<BrowserTiming> StartAsync(string browser)
    {
        string profile = Directory.CreateTempSubdirectory("spagent-browser-").FullName;
        ProcessStartInfo start = new(browser) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string one in
            (string[])["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--remote-debugging-port=0",
                $"--user-data-dir={profile}", "about:blank"]) start.ArgumentList.Add(one);
        if (Environment.UserName == "root") start.ArgumentList.Add("--no-sandbox");
        BrowserTiming timing = new(Process.Start(start)!, profile);
        // The browser writes its port there once it listens.
        string port = Path.Combine(profile, "DevToolsActivePort");
        for (long since = Stopwatch.GetTimestamp(); !File.Exists(port)
            || File.ReadAllLines(port).Length < 2; await Task.Delay(20))
        {
            if (Stopwatch.GetElapsedTime(since).TotalSeconds > 60)
                throw new IOException("Chromium did not start within 60 s.");
        }

        using HttpClient http = new();
        using JsonDocument pages =
            JsonDocument.Parse(
                await http.GetStringAsync(new Uri($"http://127.0.0.1:{File.ReadAllLines(port)[0]}/json/list")));
        string address = pages.RootElement.EnumerateArray()
            .First(page => page.GetProperty("type").GetString() == "page").GetProperty("webSocketDebuggerUrl")
            .GetString()!;
        await timing._socket.ConnectAsync(new Uri(address), CancellationToken.None);
        await timing.CallAsync("Page.enable", new { });
        return timing;
    }

    /// <summary>Milliseconds until the page is drawn and answers, until an item shows after its link was followed, and
    /// until the list shows what a search leaves.</summary>
    public async Task<(double Open, double Follow, double Search)> OpenAsync(string page)
    {
        await CallAsync("Page.navigate", new { url = "about:blank" });
        long start = Stopwatch.GetTimestamp();
        await CallAsync("Page.navigate", new { url = new Uri(Path.GetFullPath(page)).AbsoluteUri });
        // The script runs when the document was parsed; two frames later what it made is drawn.
        await EvaluateAsync(
            "new Promise(done => { const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => "
                + "done(0))); document.readyState === 'complete' && document.querySelector('#shown') ? drawn() : "
                + "addEventListener('load', drawn); })");
        double open = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double search =
            await EvaluateAsync(
                Timed("const field = document.querySelector('#search'); field.value = 'sign 7.'; "
                    + "field.dispatchEvent(new Event('input'));"));
        double follow =
            await EvaluateAsync(Timed("location.hash = document.querySelector('.list a').getAttribute('href');"));
        return (open, follow, search);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _browser.Kill(entireProcessTree: true);
        _browser.WaitForExit();
        _browser.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private static string Timed(string work) => $"new Promise(done => {{ const start = performance.now(); {work} "
        + "requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))); }})";

    private async Task<double> EvaluateAsync(string expression)
    {
        JsonElement answer =
            await CallAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value.GetDouble()
            : throw new IOException(answer.GetRawText());
    }

    private async Task<JsonElement> CallAsync(string method, object parameters)
    {
        int id = ++_calls;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }),
            WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            JsonElement message = await ReceiveAsync();
            if (!message.TryGetProperty("id", out JsonElement of) || of.GetInt32() != id) continue;
            return message.TryGetProperty("result", out JsonElement result) ? result
                : throw new IOException(message.GetRawText().ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        StringBuilder text = new();
        while (true)
        {
            WebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer, CancellationToken.None);
            text.Append(Encoding.UTF8.GetString(_buffer, 0, part.Count));
            if (part.EndOfMessage) return JsonElement.Parse(text.ToString());
        }
    }
}
