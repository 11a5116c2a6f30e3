using System.Text;
using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>A key that a server echoes is blotted out, however JSON spells it.</summary>
public sealed class KeyRedactionTests
{
    private const string Key = "sk-8d1f+77e9/b54d=";

    [Theory]
    [InlineData("""{"content": "your key sk-8d1f+77e9/b54d= is fine"}""")]
    [InlineData("""{"content": "sk-8d1f\u002B77e9/b54d\u003D"}""")]
    [InlineData("""{"content": "sk-8d1f+77e9\/b54d="}""")]
    [InlineData("""{"content": "\u0073\u006b\u002D8d1f+77e9\/b54d="}""")]
    [InlineData("""{"content": "line\nsk-8d1f+77e9/b54d=\nline sk-8d1f\u002b77e9/b54d="}""")]
    [InlineData("""{"content": "\\sk-8d1f\u002b77e9/b54d=\\"}""")]
    [InlineData("""{"sk-8d1f+77e9/b54d=": {"a": ["sk-8d1f\u002b77e9\/b54d\u003d"]}}""")]
    [InlineData("""{"content": "sk-sk-8d1f\u002b77e9/b54d="}""")]
    public void No_spelling_of_it_is_left_and_json_stays_json(string body)
    {
        string redacted = Redact(body, Key);
        Assert.DoesNotContain("77e9", redacted, StringComparison.Ordinal);
        Assert.Equal(body.Length, redacted.Length);
        Assert.Contains("***", JsonElement.Parse(redacted).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"content": "sk-8d1f", "more": "+77e9/b54d="}""")]
    [InlineData("""{"content": "C:\\users\\\u00e9 🚌 \ud83d"}""")]
    [InlineData("")]
    [InlineData("\\")]
    [InlineData("\\u00")]
    [InlineData("sk-8d1f+77e9/b54d\\")]
    public void Anything_else_stays_as_it_is(string body) => Assert.Equal(body, Redact(body, Key));

    [Theory]
    [InlineData("nvapi-1", @"literal \nvapi-1")]
    [InlineData("a\"b\\c", """{"echo": "a\"b\\c"}""")]
    public void Keys_of_other_makes_are_found_too(string key, string body) =>
        Assert.Contains("****", Redact(body, key), StringComparison.Ordinal);

    [Fact]
    public void A_key_of_stars_ends() => Assert.Equal("*** ***", Redact("*** ***", "***"));

    private static string Redact(string body, string key)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        KeyRedaction.Apply(bytes, Encoding.ASCII.GetBytes(key));
        return Encoding.UTF8.GetString(bytes);
    }
}
