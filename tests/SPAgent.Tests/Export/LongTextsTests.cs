using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>Long strings are found 64 bytes at a time; the parser, which reads byte by byte, is the judge.</summary>
public sealed class LongTextsTests
{
    private static readonly string[] s_parts = ["a", "towers ", "\"", "\\", "\n", "\t", "\u0001", "\u001f", "é", "高",
        "😀", "</", ":", "  ", "{", "}", "<image>"];

    [Fact]
    public void Every_string_is_the_one_that_the_parser_reads()
    {
        Random random = new(20250124);
        JsonSerializerOptions[] spellings =
            [new(), new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true }];
        for (int round = 0; round < 600; round++)
        {
            string[] values = [.. Enumerable.Range(0, 8).Select(_ => Prose(random, random.Next(420)))];
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
            { [Prose(random, 300)] = values[0], ["list"] = values[1..] }, spellings[round % 2]);
            using LongTexts texts = LongTexts.Parse(json);
            JsonProperty[] fields = [.. texts.Root.EnumerateObject()];
            string[] read = [texts.Of(fields[0].Value).ToString(),
                .. fields[1].Value.EnumerateArray().Select(item => texts.Of(item).ToString())];
            Assert.Equal<string[]>(values, read);
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\u001f")]
    [InlineData("\\x")]
    [InlineData("\\u12g4")]
    [InlineData("\"")]
    public void What_breaks_a_string_is_seen_wherever_it_stands(string broken)
    {
        for (int before = 0; before < 140; before++)
        {
            byte[] json = Encoding.UTF8.GetBytes(
                $$"""{"prompt": "{{new string('a', before)}}{{broken}}{{new string('b', 400)}}"}""");
            Assert.ThrowsAny<JsonException>(() => LongTexts.Parse(json));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void What_is_no_UTF8_reads_as_in_the_repaired_text(int length)
    {
        byte[] json = Encoding.UTF8.GetBytes(
            $$"""{"prompt": "{{new string('a', length)}}??? b", "list": ["é{{new string('c', length)}}?"]}""");
        byte[] bytes = [0xFF, 0xED, 0xA0, 0xE9];
        foreach (byte no in bytes) json[json.IndexOf((byte)'?')] = no;
        using LongTexts texts = LongTexts.Parse(json);
        JsonElement repaired = JsonText.Parse(json);
        Assert.Contains("\uFFFD", repaired.GetProperty("prompt").GetString()!, StringComparison.Ordinal);
        Assert.Equal(repaired.GetProperty("prompt").GetString(), texts.Of(texts.Root.GetProperty("prompt")).ToString());
        Assert.Equal(repaired.GetProperty("list")[0].GetString(),
            texts.Of(texts.Root.GetProperty("list")[0]).ToString());
    }

    [Fact]
    public void A_text_cut_anywhere_is_no_text()
    {
        byte[] json =
            Encoding.UTF8.GetBytes("""{"prompt": "a \"quoted\" word \\ and \u00e9, 高""" + new string('b', 300) + "\"}");
        for (int length = 0; length < json.Length; length++)
            Assert.ThrowsAny<JsonException>(() => LongTexts.Parse(json.AsMemory(0, length)));
        using LongTexts whole = LongTexts.Parse(json);
        Assert.StartsWith("a \"quoted\" word \\ and é, 高", whole.Of(whole.Root.GetProperty("prompt")).ToString(),
            StringComparison.Ordinal);
    }

    private static string Prose(Random random, int length)
    {
        StringBuilder text = new();
        while (text.Length < length)
            text.Append(random.Next(3) == 0 ? random.GetItems(s_parts, 1)[0] : new string('w', random.Next(1, 40)));
        return text.ToString();
    }
}
