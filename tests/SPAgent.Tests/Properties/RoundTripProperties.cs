using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SPAgent.Tests.Properties;

/// <summary>What is written is read back, and what is hidden is hidden, for every text.</summary>
public sealed class RoundTripProperties
{
    [Fact]
    public void A_trace_is_read_back_to_the_byte() =>
        Prop.ForAll((string?[] responses, int index, double score) =>
        {
            Trace trace = new()
            {
                DatasetPath = "data",
                SampleIndex = index & int.MaxValue,
                SampleData = JsonElement.Parse("{\"answer\":\"yes\"}"),
                Turns =
                    [.. (responses ?? []).Select(
                        (text, i) => new ConversationTurn { Turn = i + 1, Response = text ?? "" })],
                FinalResponse = responses is [.., { } last] ? last : "",
                Reward = double.IsFinite(score) ? new RewardScore { Score = score, ParseSuccess = true } : null,
            };
            byte[] written = trace.ToUtf8();
            Assert.Equal(written, Trace.Parse(written, "trace").ToUtf8());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_place_is_read_as_it_is_written() =>
        Prop.ForAll((int north, int east) =>
        {
            double latitude = north % 9_000_000 / 100_000d, longitude = east % 18_000_000 / 100_000d;
            string text = string.Create(CultureInfo.InvariantCulture,
                $"It looks like spring.\n<answer>{latitude:0.#####}, {longitude:0.#####}</answer>");
            CoordinateReading reading = CoordinateReader.Read(text);
            Assert.True(reading.Success);
            Assert.Equal(latitude, reading.Latitude, 1e-9);
            Assert.Equal(longitude, reading.Longitude, 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_key_is_nowhere_in_what_was_redacted() =>
        Prop.ForAll(((string? Before, string? After) around, Guid secret, bool escaped) =>
        {
            string key = $"sk-{secret:N}";
            string shown = escaped ? string.Concat(key.Select(letter => $"\\u{(int)letter:x4}")) : key;
            // A backslash before it would escape that of the key: other text, and no key.
            byte[] body = Encoding.UTF8.GetBytes($"{around.Before?.TrimEnd('\\')}{shown}{around.After}");
            int length = body.Length;
            KeyRedaction.Apply(body, Encoding.UTF8.GetBytes(key));
            Assert.Equal(length, body.Length);
            string left = Encoding.UTF8.GetString(body);
            Assert.DoesNotContain(key, left, StringComparison.Ordinal);
            Assert.DoesNotContain(shown, left, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Pixels_survive_a_PNG() =>
        Prop.ForAll((byte width, byte height, int seed) =>
        {
            byte[] rgb = new byte[(width % 24 + 1) * (height % 24 + 1) * 3];
            new Random(seed).NextBytes(rgb);
            RasterImage image = RasterImage.FromPixels(width % 24 + 1, height % 24 + 1, rgb);
            Assert.True(RasterImage.Decode(image.EncodePng()).Pixels.SequenceEqual(rgb));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_shuffle_is_an_order_of_all_rows() =>
        Prop.ForAll((int seed) =>
        {
            ImageDataset streets = ImageDataset.Open(Fixtures.Samples("streets"));
            ImageDataset shuffled = streets.Shuffle(seed);
            int[] order = [.. Enumerable.Range(0, shuffled.Count).Select(place => shuffled[place].Index)];
            Assert.Equal(Enumerable.Range(0, streets.Count), order.Order());
            ImageDataset again = streets.Shuffle(seed);
            Assert.Equal(order, Enumerable.Range(0, again.Count).Select(place => again[place].Index).ToArray());
        }).QuickCheckThrowOnFailure();
}
