using System.Globalization;
using System.Text.Json;

namespace SPAgent.Tests.Analysis;

/// <summary>Image scores against those that Pillow and NumPy give (eng/make-quality-goldens.py).</summary>
public sealed class ImageScoresTests
{
    private static readonly JsonElement Goldens =
        JsonElement.Parse(File.ReadAllText(Fixtures.Own("quality", "goldens.json")));

    public static TheoryData<string> Pictures => [.. Goldens.EnumerateObject().Select(golden => golden.Name)];

    [Theory, MemberData(nameof(Pictures))]
    public void Scores_are_those_of_the_reference(string path)
    {
        JsonElement golden = Goldens.GetProperty(path);
        RasterImage image = RasterImage.Load(Path.Combine(Fixtures.Root, path));
        ImageScores scores = ImageScores.Of(image);
        Assert.Equal(golden.GetProperty("dark").GetDouble(), scores.Dark, 1e-9);
        Assert.Equal(golden.GetProperty("light").GetDouble(), scores.Light, 1e-9);
        Assert.Equal(golden.GetProperty("odd_aspect_ratio").GetDouble(), scores.OddAspectRatio, 1e-12);
        Assert.Equal(golden.GetProperty("low_information").GetDouble(), scores.LowInformation, 1e-9);
        Assert.Equal(golden.GetProperty("blurry").GetDouble(), scores.Blurry, 1e-9);
        Assert.Equal(golden.GetProperty("phash").GetString(),
            PerceptualHash.Of(image).ToString("x16", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Scores_of_a_small_picture_take_little_memory()
    {
        RasterImage image = SPAgent.Tests.Pictures.Gradient(40, 30, 1);
        ImageScores.Of(image);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageScores.Of(image);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 250_000);
    }

    [Fact]
    public void Every_pair_within_two_bits_is_found_and_no_other()
    {
        ulong state = 88172645463325252;
        ulong Next()
        {
            state ^= state << 13;
            state ^= state >> 7;
            return state ^= state << 17;
        }

        List<ulong> hashes = [.. Enumerable.Range(0, 3000).Select(_ => Next())];
        // Each of these differs from an earlier one in none, one, two or three bits.
        for (int i = 0; i < 400; i++)
            hashes.Add(hashes[i] ^ ((1UL << (int)(Next() % 64)) * (ulong)(i % 2))
                ^ ((1UL << (int)(Next() % 64)) * (ulong)(i / 2 % 2))
                ^ ((1UL << (int)(Next() % 64)) * (ulong)(i / 4 % 2)));
        int[] groups = NearDuplicates.Groups(hashes);
        for (int i = 0; i < 400; i++)
        {
            bool near = System.Numerics.BitOperations.PopCount(hashes[i] ^ hashes[3000 + i]) <= 2;
            Assert.Equal(near ? i : 3000 + i, groups[3000 + i]);
        }

        Assert.All(Enumerable.Range(0, 3000), i => Assert.Equal(i, groups[i]));
    }

    [Fact]
    public void A_crowd_of_pictures_of_one_hash_is_one_group() =>
        Assert.All(NearDuplicates.Groups([.. Enumerable.Repeat(42UL, 100_000)]), group => Assert.Equal(0, group));

    [Fact]
    public void An_empty_picture_has_no_scores() =>
        Assert.Throws<ImageException>(() => ImageScores.Of(RasterImage.FromPixels(0, 0, [])));
}
