using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SPAgent.Tests;

/// <summary>An image folder made for a test: rows with a place, a country and a difficulty.</summary>
internal static class StreetFolder
{
    public static ImageDataset Make(string folder, int rows, int width = 64, int height = 48)
    {
        Directory.CreateDirectory(folder);
        StringBuilder metadata = new();
        for (int row = 0; row < rows; row++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{row:000}.jpg");
            File.WriteAllBytes(Path.Combine(folder, name), Pictures.Gradient(width, height, row).EncodeJpeg());
            JsonObject line = new()
            {
                ["file_name"] = name,
                ["lat"] = Math.Round(-60 + row * 7.3 % 120, 4),
                ["lon"] = Math.Round(-170 + row * 31.7 % 340, 4),
                ["country"] = $"Country {row % 5}",
                // Difficulty runs against the index, with one gap and one tie.
                ["locatability_score"] = row == 3 ? null : row == 5 ? 0.5
                    : Math.Round((rows - row) / (double)(rows + 1), 4),
            };
            metadata.Append(line.ToJsonString()).Append('\n');
        }

        File.WriteAllText(Path.Combine(folder, "metadata.jsonl"), metadata.ToString());
        return ImageDataset.Open(folder);
    }
}
