using System.Text.Json.Nodes;

namespace SPAgent.Tests;

/// <summary>Random chains of crops and rotations, decided by the Pillow that is installed.</summary>
public sealed class PillowChainTests
{
    private const int Chains = 300;

    private static readonly double[] s_angles =
        [0, 90, 180, 270, 360, -90, 45, 30, 1, 89.999, 1e-14, -1e-14, 540, -720.5, 1e9, 36.86989764584402];

    [Fact]
    public void Random_chains_of_crops_and_rotations_equal_Pillows()
    {
        using PillowOracle pillow = PillowOracle.Start();
        Random random = new(11);
        string[] images =
            [.. Directory.GetFiles(Fixtures.Own("imaging")).Where(IsSmallPicture).Order(StringComparer.Ordinal)];
        List<string> differences = [];
        for (int chain = 0; chain < Chains; chain++)
        {
            string path = images[random.Next(images.Length)];
            JsonArray steps = Steps(random, ImageHeader.Read(File.ReadAllBytes(path)));
            JsonObject request = PillowOracle.Request(File.ReadAllBytes(path));
            request["ops"] = steps;
            if (random.Next(3) == 0) request["quality"] = random.Next(1, 101);
            (string expected, string seen) = pillow.Ask(request);
            if (expected != seen)
                differences.Add($"{Path.GetFileName(path)} {steps.ToJsonString()}: Pillow {expected}, here {seen}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static bool IsSmallPicture(string path) =>
        Path.GetExtension(path) is ".png" or ".jpg" && !path.Contains("_bad_", StringComparison.Ordinal)
            && ImageHeader.Read(File.ReadAllBytes(path)).Width < 1000;

    private static JsonArray Steps(Random random, ImageHeader header)
    {
        double width = header.Width, height = header.Height;
        JsonArray steps = [];
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            steps.Add(random.Next(2) == 0 ? Rotate(random) : Crop(random, width, height));
        }

        return steps;
    }

    private static JsonObject Rotate(Random random) => new()
    {
        ["op"] = "rotate",
        ["angle"] = random.Next(3) == 0 ? s_angles[random.Next(s_angles.Length)] : (random.NextDouble() * 800) - 400,
        ["expand"] = random.Next(4) != 0,
    };

    private static JsonObject Crop(Random random, double width, double height)
    {
        // Mostly inside, now and then across the edge; halves, because they are rounded to even; now and then reversed.
        double Side(double length) => random.Next(2) == 0
            ? Math.Round((random.NextDouble() * 1.4 * length) - (0.2 * length)) + (random.Next(3) * 0.5)
            : random.NextDouble() * length;
        double[] xs = [Side(width), Side(width)], ys = [Side(height), Side(height)];
        if (random.Next(20) != 0) Array.Sort(xs);
        if (random.Next(20) != 0) Array.Sort(ys);
        return new() { ["op"] = "crop", ["box"] = new JsonArray(xs[0], ys[0], xs[1], ys[1]) };
    }
}
