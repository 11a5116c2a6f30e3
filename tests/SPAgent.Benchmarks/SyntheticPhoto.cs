namespace SPAgent.Benchmarks;

/// <summary>A picture that costs a codec about what a photograph costs: broad gradients, soft shapes, a little
/// grain.</summary>
internal static class SyntheticPhoto
{
    public static RasterImage Make(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        Random grain = new(20250401);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double sky = 150 * Math.Max(0, 1 - (1.6 * y / height)),
                    hill = 60 * Math.Sin((x / 97.0) + Math.Cos(y / 61.0));
                double leaf = 30 * Math.Sin(x / 5.3) * Math.Sin((y / 4.1) + (x / 211.0)) * (y > height / 2 ? 1 : 0.1);
                int noise = grain.Next(-6, 7), at = ((y * width) + x) * 3;
                rgb[at] = (byte)Math.Clamp(90 + (0.5 * sky) + hill + leaf + noise, 0, 255);
                rgb[at + 1] = (byte)Math.Clamp(110 + (0.6 * sky) + (0.6 * hill) + leaf + noise, 0, 255);
                rgb[at + 2] = (byte)Math.Clamp(70 + sky - (0.4 * hill) + (0.3 * leaf) + noise, 0, 255);
            }
        }

        return RasterImage.FromPixels(width, height, rgb);
    }
}
