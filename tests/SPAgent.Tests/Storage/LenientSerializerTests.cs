using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Tests.Storage;

/// <summary>Whatever a caller hands in is kept: as JSON where it can be, as text where not, and its place is
/// named.</summary>
public sealed class LenientSerializerTests
{
    private enum Direction
    {
        Left,
    }

    [Fact]
    public void Nothing_is_an_empty_object() => Assert.Equal("{}", Encode(null).Json.GetRawText());

    [Fact]
    public void Plain_values_are_plain_json()
    {
        (JsonElement json, List<string> asText) = Encode(new
        {
            text = "🚌 \"x\"",
            number = 2.5,
            none = (string?)null,
            list = new[] { 1, 2 },
            pair = (First: 1, Second: "b"),
            direction = Direction.Left,
            named = new Dictionary<string, object?> { ["a"] = null, ["b"] = true },
            counted = new Dictionary<int, string> { [7] = "seven" },
            node = JsonNode.Parse("""{"deep": [1, {"x": null}]}"""),
            element = JsonElement.Parse("[1.50]"),
            bytes = new byte[] { 1, 2, 3 },
        });
        Assert.Empty(asText);
        Assert.Equal(
            """{"text":"🚌 \"x\"","number":2.5,"none":null,"list":[1,2],"pair":{"Item1":1,"Item2":"b"},"direction":"Left","named":{"a":null,"b":true},"counted":{"7":"seven"},"node":{"deep":[1,{"x":null}]},"element":[1.50],"bytes":"AQID"}""",
            JsonText.Line(json));
    }

    [Fact]
    public void What_json_has_no_word_for_becomes_text_and_its_place_is_named()
    {
        (JsonElement json, List<string> asText) = Encode(new
        {
            kept = 1,
            nan = double.NaN,
            list = new object[] { 1, float.NegativeInfinity, new { deep = double.PositiveInfinity } },
            call = (Action)Nothing_is_an_empty_object,
            type = typeof(string),
            task = Task.FromResult(3),
            stream = Stream.Null,
            error = new InvalidOperationException("why"),
        });
        Assert.Equal(["context.nan", "context.list[1]", "context.list[2].deep", "context.call", "context.type",
            "context.task", "context.stream", "context.error"], asText);
        Assert.Equal((1, "NaN", "-Infinity", "Infinity"), (
            json.GetProperty("kept").GetInt32(), json.GetProperty("nan").GetString(),
            json.GetProperty("list")[1].GetString(), json.GetProperty("list")[2].GetProperty("deep").GetString()));
        Assert.Contains("why", json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_that_never_ends_is_not_waited_for() =>
        Assert.Equal(["context.task"], Encode(new { task = new TaskCompletionSource<int>().Task }).AsText);

    [Fact]
    public void A_getter_that_throws_costs_its_own_value_alone()
    {
        (JsonElement json, List<string> asText) = Encode(new Broken());
        Assert.Equal(["context.Bad"], asText);
        Assert.Equal(5, json.GetProperty("Good").GetInt32());
        Assert.Contains("no such luck", json.GetProperty("Bad").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_contains_itself_ends_where_it_does()
    {
        Dictionary<string, object> self = [];
        self["me"] = self;
        self["other"] = 1;
        (JsonElement json, List<string> asText) = Encode(self);
        Assert.Equal(["context.me"], asText);
        Assert.Equal(1, json.GetProperty("other").GetInt32());
    }

    [Fact]
    public void The_same_value_twice_is_no_cycle()
    {
        object shared = new { x = double.NaN };
        (JsonElement json, List<string> asText) = Encode(new { a = shared, b = shared });
        Assert.Equal(["context.a.x", "context.b.x"], asText);
        Assert.Equal("NaN", json.GetProperty("b").GetProperty("x").GetString());
    }

    [Fact]
    public void Nesting_ends_at_a_depth_and_nothing_overflows()
    {
        object deep = "ground";
        for (int i = 0; i < 100_000; i++) deep = new object[] { deep };
        (JsonElement _, List<string> asText) = Encode(deep);
        Assert.StartsWith("context[0]", Assert.Single(asText), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_without_end_is_text_and_takes_no_memory_without_end()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        (JsonElement json, List<string> asText) = Encode(new { kept = 1, endless = new Endless() });
        Assert.Equal(["context.endless"], asText);
        Assert.Equal(1, json.GetProperty("kept").GetInt32());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 30);
    }

    [Fact]
    public void More_than_64_MiB_are_named_instead_of_kept()
    {
        (JsonElement json, List<string> asText) = Encode(new { huge = new string('x', 70_000_000) });
        Assert.Equal(["context"], asText);
        Assert.Contains("64 MiB", json.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() =>
        Assert.Equal("\ufffd.", Encode(new { text = "\ud83d." }).Json.GetProperty("text").GetString());

    [Fact]
    public void A_value_without_even_a_text_is_named_by_its_type()
    {
        (JsonElement json, List<string> asText) = Encode(new { kept = 1, mute = new Mute() });
        Assert.Equal(["context.mute"], asText);
        Assert.Contains("Mute", json.GetProperty("mute").GetString(), StringComparison.Ordinal);
    }

    private static (JsonElement Json, List<string> AsText) Encode(object? value)
    {
        List<string> asText = [];
        return (JsonElement.Parse(LenientSerializer.Encode(value, "context", asText)), asText);
    }

    private sealed class Broken
    {
        public int Good { get; } = 5;

        public int Bad => Good > 9 ? 9 : throw new InvalidOperationException("no such luck");
    }

    private sealed class Endless : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator()
        {
            while (true) yield return 1;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Mute : IEnumerable
    {
        public IEnumerator GetEnumerator() => throw new NotSupportedException("no");

        public override string ToString() => throw new NotSupportedException("mute");
    }
}
