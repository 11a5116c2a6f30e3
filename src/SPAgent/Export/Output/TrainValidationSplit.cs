using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>Draws the validation split by the content of pictures, so that none is in both.</summary>
internal sealed class TrainValidationSplit(double validationShare, int seed)
{
    public const string Train = "train", Validation = "validation";

    private readonly Dictionary<UInt128, bool> _drawn = [];

    public IReadOnlyList<string> Names => validationShare > 0 ? [Train, Validation] : [Train];

    /// <summary>The split of a row. Pictures that were drawn before decide it; else the first picture is drawn, and the
    /// others go along.</summary>
    /// <exception cref="RowRefusedException">It shows pictures of both splits.</exception>
    public string Of(RenderedRow row)
    {
        if (validationShare == 0) return Train;
        List<UInt128> images = [.. row.Images.Select(image => image.Identity())];
        bool? validation = null;
        foreach (UInt128 image in images)
        {
            if (!_drawn.TryGetValue(image, out bool drawn)) continue;
            if (validation is { } other && other != drawn)
                throw new RowRefusedException(null, "it shows pictures of both the train and the validation split");
            validation = drawn;
        }

        validation ??= Draw(images.Count > 0 ? images[0] : row.Fingerprint);
        foreach (UInt128 image in images) _drawn[image] = validation.Value;
        return validation.Value ? Validation : Train;
    }

    private bool Draw(UInt128 content)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{content:x32}"));
        return BinaryPrimitives.ReadUInt64BigEndian(hash) < validationShare * ulong.MaxValue;
    }
}
