using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SPAgent;

/// <summary>Grey pictures as Pillow makes them.</summary>
internal static class GreyPixels
{
    /// <summary>Pillow's <c>convert("L")</c>.</summary>
    public static byte[] Of(ReadOnlySpan<byte> rgb)
    {
        byte[] grey = GC.AllocateUninitializedArray<byte>(rgb.Length / 3);
        int i = Avx2.IsSupported ? Eight(rgb, grey) : 0;
        for (int at = 3 * i; i < grey.Length; i++, at += 3)
        {
            grey[i] = (byte)(((rgb[at] * 19595) + (rgb[at + 1] * 38470) + (rgb[at + 2] * 7471) + 0x8000) >> 16);
        }

        return grey;
    }

    // The same sums, eight pixels at a time: 38470 is too much for the instruction, and is given as green twice.
    private static int Eight(ReadOnlySpan<byte> rgb, Span<byte> grey)
    {
        Vector256<byte> bands = Vector256.Create(
            Vector128.Create(0, 255, 1, 255, 1, 255, 2, 255, 3, 255, 4, 255, 4, 255, 5, 255),
            Vector128.Create(6, 255, 7, 255, 7, 255, 8, 255, 9, 255, 10, 255, 10, 255, 11, 255));
        var weights = Vector256.Create(19595L | (19235L << 16) | (19235L << 32) | (7471L << 48)).AsInt16();
        var order = Vector256.Create(0, 1, 4, 5, 2, 3, 6, 7);
        int pixel = 0;
        for (; (3 * pixel) + 28 <= rgb.Length; pixel += 8)
        {
            Vector256<int> eight = Avx2.HorizontalAdd(Four(3 * pixel, rgb), Four((3 * pixel) + 12, rgb));
            eight = Vector256.ShiftRightLogical(eight + Vector256.Create(0x8000), 16);
            eight = Vector256.Shuffle(eight, order);
            Vector128<short> words = Vector128.Narrow(eight.GetLower(), eight.GetUpper());
            BinaryPrimitives.WriteUInt64LittleEndian(
                grey[pixel..], Vector128.Narrow(words.AsUInt16(), words.AsUInt16()).AsUInt64().ToScalar());
        }

        return pixel;

        Vector256<int> Four(int at, ReadOnlySpan<byte> from)
        {
            Vector128<byte> read = Vector128.Create(from.Slice(at, 16));
            return Avx2.MultiplyAddAdjacent(
                Avx2.Shuffle(Vector256.Create(read, read), bands).AsInt16(), weights);
        }
    }

    /// <summary>Pillow's FIND_EDGES: eight times a pixel less its neighbours, from 0 to 255; the border is
    /// copied.</summary>
    public static int[] Edges(byte[] grey, int width, int height)
    {
        int[] edges = Array.ConvertAll(grey, pixel => (int)pixel);
        for (int y = 1; y + 1 < height; y++)
        {
            for (int x = 1; x + 1 < width; x++)
            {
                int sum = 0;
                for (int row = (y - 1) * width; row <= (y + 1) * width; row += width)
                    sum += grey[row + x - 1] + grey[row + x] + grey[row + x + 1];
                edges[(y * width) + x] = Math.Clamp((9 * grey[(y * width) + x]) - sum, 0, 255);
            }
        }

        return edges;
    }
}
