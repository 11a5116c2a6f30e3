using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SPAgent.Serve.Tests;

/// <summary>What a stranger may not do.</summary>
public sealed class HostileClientTests
{
    private static readonly string[] s_pages =
        ["/", "/serve.js", "/serve.css", "/api/runs", "/api/search?q=a", "/api/facets", "/api/charts",
            "/api/item?id=1", "/api/picture?id=1&number=0", "/api/events", "/api/compare?a=0&b=0", "/nothing"];

    [Fact]
    public async Task Without_the_token_nothing_is_told_not_even_what_there_is()
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        foreach (string page in s_pages)
        {
            using HttpResponseMessage response = await served.AskAsync(page, one => one.Headers.Remove("Cookie"));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.DoesNotContain(served.Server.Tokens.Whole, await response.Content.ReadAsStringAsync(
                ServedTraces.Stop), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_wrong_token_is_refused_in_the_address_the_cookie_and_the_header(string token)
    {
        await using ServedTraces served = await ServedTraces.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await served.StatusAsync($"/?token={token}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await served.StatusAsync("/api/runs", one =>
        {
            one.Headers.Remove("Cookie");
            one.Headers.TryAddWithoutValidation("Cookie", $"spagent-{served.Server.Port}={token}");
        }));
        Assert.Equal(HttpStatusCode.Unauthorized, await served.StatusAsync("/api/runs", one =>
        {
            one.Headers.Remove("Cookie");
            one.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }));
    }

    [Fact]
    public async Task The_token_in_the_address_becomes_a_strict_cookie_and_leaves_the_address()
    {
        await using ServedTraces served = await ServedTraces.StartAsync();
        using HttpResponseMessage response = await served.AskAsync($"/?token={served.Server.Tokens.Whole}",
            one => one.Headers.Remove("Cookie"));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/", response.Headers.Location!.OriginalString);
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"spagent-{served.Server.Port}=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task A_token_with_anything_beside_it_leads_nowhere()
    {
        await using ServedTraces served = await ServedTraces.StartAsync();
        string token = served.Server.Tokens.Whole;
        Assert.Equal(HttpStatusCode.BadRequest, await served.StatusAsync($"/?token={token}&next=//evil.example"));
        Assert.Equal(HttpStatusCode.BadRequest, await served.StatusAsync($"//evil.example/?token={token}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await served.StatusAsync($"/?token={token}&token={token}"));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("127.0.0.2")]
    [InlineData("0.0.0.0")]
    [InlineData("localhost@evil.example")]
    [InlineData("[::2]")]
    public async Task A_foreign_host_is_refused_even_with_the_token(string host)
    {
        await using ServedTraces served = await ServedTraces.StartAsync();
        foreach (string page in s_pages)
            Assert.Equal(HttpStatusCode.BadRequest, await served.StatusAsync(page, one => SetHost(one, host)));
        Assert.Equal(HttpStatusCode.BadRequest,
            await served.StatusAsync($"/?token={served.Server.Tokens.Whole}", one => SetHost(one, host)));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1")]
    [InlineData("127.0.0.1:65000")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    [InlineData("gpu-box.example:8000")]
    public async Task The_loopback_s_names_with_any_port_and_those_that_were_named_are_let_in(string host)
    {
        await using ServedTraces served = await ServedTraces.OfAsync();
        await served.StartAsync(new ServeSettings { Folders = [served.Folder], Hosts = ["gpu-box.example"] });
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("/", one =>
        {
            SetHost(one, host);
            one.Headers.TryAddWithoutValidation("Authorization", $"Bearer {served.Server.Tokens.Whole}");
        }));
    }

    // Two servers have the same port where each has a tunnel of its own.
    [Fact]
    public async Task The_cookie_is_named_by_the_port_that_the_browser_sees()
    {
        await using ServedTraces served = await ServedTraces.StartAsync();
        const string host = "localhost:9001";
        using HttpResponseMessage response = await served.AskAsync(
            $"/?token={served.Server.Tokens.Whole}", one => SetHost(one, host));
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("spagent-9001=", cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await served.StatusAsync("/", one =>
        {
            SetHost(one, host);
            one.Headers.Remove("Cookie");
            one.Headers.TryAddWithoutValidation("Cookie", cookie.Split(';')[0]);
        }));
    }

    [Theory]
    [InlineData("/index.html")]
    [InlineData("/run.json")]
    [InlineData("/trace_00001.json")]
    [InlineData("/../run.json")]
    [InlineData("/%2e%2e/run.json")]
    [InlineData("/..%2frun.json")]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/search/")]
    [InlineData("/API/runs")]
    [InlineData("//")]
    [InlineData("/%00")]
    [InlineData("/api/item?id=2")]
    [InlineData("/api/item?id=1&run=7")]
    [InlineData("/api/picture?id=1&number=9")]
    [InlineData("/api/item?id=../run")]
    [InlineData("/api/item?id=..%2f..%2fetc%2fpasswd")]
    [InlineData("/api/item?id=trace_00001.json%00.png")]
    [InlineData("/api/item?id=99999999999999999999")]
    public async Task What_is_not_there_is_never_the_page(string path)
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        Assert.Contains(await served.StatusAsync(path), (HttpStatusCode[])[HttpStatusCode.NotFound,
            HttpStatusCode.BadRequest]);
    }

    [Theory]
    [InlineData("/?x=1")]
    [InlineData("/serve.js?v=2")]
    [InlineData("/api/runs?x")]
    [InlineData("/api/search?q=a&x=1")]
    [InlineData("/api/search?q=a&q=b")]
    [InlineData("/api/search?offset=-1")]
    [InlineData("/api/search?limit=100000")]
    [InlineData("/api/search?limit=1e3")]
    [InlineData("/api/search?sort=row;drop")]
    [InlineData("/api/search?f=nothing")]
    [InlineData("/api/search?r=score:0")]
    [InlineData("/api/search?r=score:NaN:1")]
    [InlineData("/api/search?r=(select%201):0:1")]
    [InlineData("/api/item")]
    [InlineData("/api/picture?id=1")]
    public async Task Parameters_that_are_not_known_are_refused(string path)
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        Assert.Equal(HttpStatusCode.BadRequest, await served.StatusAsync(path));
    }

    [Fact]
    public async Task A_query_without_end_is_refused()
    {
        await using ServedTraces served = await ServedTraces.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await served.StatusAsync($"/api/search?q={new string('a', 1500)}"));
        Assert.Contains(await served.StatusAsync($"/api/search?q={new string('a', 100_000)}"),
            (HttpStatusCode[])[HttpStatusCode.RequestUriTooLong, HttpStatusCode.BadRequest]);
    }

    [Fact]
    public async Task Marking_wants_our_origin_our_header_json_and_the_right_to_mark()
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        const string keep = """{"ids":["1"],"verdict":"keep"}""";
        Assert.Equal(HttpStatusCode.Forbidden, await served.MarkAsync(keep, one => one.Headers.Remove("Origin")));
        foreach (string origin in (string[])["null", "http://evil.example", "http://localhost:1",
            $"https://127.0.0.1:{served.Server.Port}", $"http://localhost:{served.Server.Port}",
            $"http://127.0.0.1:{served.Server.Port}.evil.example"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await served.MarkAsync(keep, one =>
            {
                one.Headers.Remove("Origin");
                one.Headers.TryAddWithoutValidation("Origin", origin);
            }));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await served.MarkAsync(keep, one => one.Headers.Remove("X-SPAgent")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType,
            await served.MarkAsync(keep, one => one.Content!.Headers.ContentType = new("text/plain")));
        Assert.Equal(HttpStatusCode.Forbidden, await served.MarkAsync(keep, one =>
        {
            one.Headers.Remove("Cookie");
            one.Headers.TryAddWithoutValidation("Authorization", $"Bearer {served.Server.Tokens.Reading}");
        }));
        Assert.Equal(HttpStatusCode.MethodNotAllowed,
            await served.StatusAsync("/api/label", method: HttpMethod.Get));
        Assert.Equal(HttpStatusCode.MethodNotAllowed,
            await served.StatusAsync("/api/label", method: HttpMethod.Put));
        Assert.False(File.Exists(Path.Combine(served.Folder, "labels.jsonl")));
        Assert.Equal(HttpStatusCode.OK, await served.MarkAsync(keep));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":[null],"verdict":"keep"}""")]
    [InlineData("""{"ids":["1"]}""")]
    [InlineData("""{"ids":["1"],"verdict":"maybe"}""")]
    [InlineData("""{"ids":["1"],"verdict":1}""")]
    [InlineData("""{"ids":["1"],"tags":["two\nlines"]}""")]
    [InlineData("""{"ids":["1"],"verdict":"keep","path":"/etc/passwd"}""")]
    public async Task A_body_that_is_no_label_marks_nothing(string body)
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        Assert.Equal(HttpStatusCode.BadRequest, await served.MarkAsync(body));
        Assert.False(File.Exists(Path.Combine(served.Folder, "labels.jsonl")));
    }

    [Theory]
    [InlineData("""{"verdict":"keep"}""", "ids is a list of 1 to 1000 ids in text.")]
    [InlineData("""{"ids":[7]}""", "ids is a list of 1 to 1000 ids in text.")]
    [InlineData("""{"ids":["1"],"run":"0"}""", "run is the whole number of a folder, from 0.")]
    [InlineData("""{"ids":["1"],"verdict":"maybe"}""", "verdict is keep, drop or none.")]
    [InlineData("""{"ids":["1"],"tags":["a",{"b":1}]}""", "tags is a list of texts.")]
    [InlineData("""{"ids":["1"],"untag":[null]}""", "untag is a list of texts.")]
    [InlineData("""{"ids":["1"],"clear":"yes"}""", "clear is true or false.")]
    [InlineData("""{"ids":["1"],"note":5}""", "note is a text.")]
    [InlineData("""{"ids":["1"],"path":"x"}""",
        "There is no such field; there are: run, ids, verdict, tags, untag, clear, note, answer.")]
    [InlineData("7", """The body is a JSON object, such as {"ids":["7"],"verdict":"keep"}.""")]
    public async Task What_is_wrong_with_a_body_is_said_by_field(string body, string expected)
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        using HttpResponseMessage response = await served.LabelAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(expected, (await response.Content.ReadAsStringAsync(ServedTraces.Stop)).TrimEnd());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"ids":["1"],"verdict":keep}""")]
    [InlineData("[[[[[[[[[[]]]]]]]]]]")]
    public async Task A_body_that_is_no_JSON_is_told_so_without_names_of_ours(string body)
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        using HttpResponseMessage response = await served.LabelAsync(body);
        string told = await response.Content.ReadAsStringAsync(ServedTraces.Stop);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("The body is no JSON: ", told, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("SPAgent", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_that_is_not_there_is_not_marked_and_a_body_without_end_is_not_read()
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        Assert.Equal(HttpStatusCode.NotFound, await served.MarkAsync("""{"ids":["1","../1"],"verdict":"keep"}"""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            await served.MarkAsync($$"""{"ids":["1"],"note":"{{new string('a', 100_000)}}"}"""));
        Assert.False(File.Exists(Path.Combine(served.Folder, "labels.jsonl")));
    }

    [Fact]
    public async Task Nobody_marks_where_it_only_reads()
    {
        await using ServedTraces served = await ServedTraces.OfAsync(ServedTraces.Trace(1, "a"));
        await served.StartAsync(new ServeSettings { Folders = [served.Folder], ReadOnly = true });
        Assert.False((await served.JsonAsync("/api/runs")).GetProperty("marks").GetBoolean());
        Assert.Equal(HttpStatusCode.Forbidden, await served.MarkAsync("""{"ids":["1"],"verdict":"keep"}"""));
    }

    [Fact]
    public async Task Every_answer_carries_the_policies()
    {
        await using ServedTraces served = await ServedTraces.StartAsync();
        foreach (string page in (string[])["/", "/api/runs", "/nothing"])
        {
            using HttpResponseMessage response = await served.AskAsync(page);
            string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            Assert.True(response.Headers.CacheControl!.NoStore);
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: evil.example\r\n\r\n")]
    [InlineData("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n")]
    public async Task Odd_requests_on_the_wire_are_refused(string request)
    {
        await using ServedTraces served = await ServedTraces.StartAsync();
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, served.Server.Port, ServedTraces.Stop);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), ServedTraces.Stop);
        using StreamReader reader = new(stream);
        string? line = await reader.ReadLineAsync(ServedTraces.Stop);
        Assert.Matches(@"^HTTP/1\.1 4\d\d ", line);
    }

    private static void SetHost(HttpRequestMessage request, string host) =>
        request.Headers.TryAddWithoutValidation("Host", host);
}
