using System.Buffers;
using System.Buffers.Binary;

namespace SPAgent;

/// <summary>
/// Rewrites a baseline JPEG of 4:2:0, with Huffman tables of its own, to the standard tables, which are what Pillow
/// writes. No coefficient changes, and the bytes are those of an encoder that used the standard tables from the start.
/// </summary>
internal static class StandardHuffman
{
    // Blocks of a unit of 16 × 16 pixels: four of luminance, which use the first two tables, and two of chrominance.
    private const int Luminance = 4, Blocks = 6;

    // A block has 64 coefficients of at most 27 bits; every byte may be followed by a stuffed zero.
    private const int MaxUnit = Blocks * 64 * 4 * 2;

    // ITU T.81, annex K.3: the four segments, DC and AC for luminance, then for chrominance.
    private static readonly byte[] s_segments = Convert.FromHexString(
        "ffc4001f0000010501010101010100000000000000000102030405060708090a0b"
        + "ffc400b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1"
        + "f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a7374"
        + "75767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3"
        + "d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
        + "ffc4001f0100030101010101010101010000000000000102030405060708090a0b"
        + "ffc400b51100020102040403040705040400010277000102031104052131061241510761711322328108144291a1b1c109233352"
        + "f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a636465666768696a73"
        + "7475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9ca"
        + "d2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa");

    /// <summary>DC and AC for luminance, then for chrominance.</summary>
    public static HuffmanTable[] Tables { get; } = Standard();

    /// <summary>The rewritten file, with <paramref name="comment"/> where Pillow puts one.</summary>
    /// <param name="jpeg">A sound file as an encoder left it.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="comment">Null or empty for none.</param>
    public static byte[] Rewrite(ReadOnlySpan<byte> jpeg, int width, int height, byte[]? comment)
    {
        HuffmanTable?[] tables = new HuffmanTable?[4];
        byte[] target = ArrayPool<byte>.Shared.Rent(jpeg.Length + (jpeg.Length / 4) + s_segments.Length + MaxUnit);
        try
        {
            jpeg[..2].CopyTo(target);
            int read = 2, written = 2;
            for (bool inHeader = true; inHeader;)
            {
                int start = read;
                byte marker = JpegHeader.NextMarker(jpeg, ref read);
                ReadOnlySpan<byte> body = JpegHeader.Segment(jpeg, ref read);
                if (marker == JpegHeader.HuffmanTables && HuffmanTable.TryRead(body, tables)) continue;
                inHeader = marker != JpegHeader.StartOfScan;
                if (!inHeader) Append(s_segments, target, ref written);
                Append(jpeg[start..read], target, ref written);
            }

            int units = ((width + 15) / 16) * ((height + 15) / 16);
            Transcoder scan = new(new JpegBits(jpeg, read), target, written, tables!);
            for (int unit = 0; unit < units; unit++) scan.CopyUnit();
            target = scan.Finish(out written);
            return JpegEncoder.WithComment(target.AsSpan(0, written), comment);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(target);
        }
    }

    private static void Append(ReadOnlySpan<byte> bytes, byte[] target, ref int written)
    {
        bytes.CopyTo(target.AsSpan(written));
        written += bytes.Length;
    }

    private static HuffmanTable[] Standard()
    {
        HuffmanTable?[] tables = new HuffmanTable?[4];
        for (int at = 0; at < s_segments.Length;)
        {
            _ = JpegHeader.NextMarker(s_segments, ref at);
            _ = HuffmanTable.TryRead(JpegHeader.Segment(s_segments, ref at), tables);
        }

        return tables!;
    }

    /// <summary>The entropy-coded data of the one scan: code by code, the bits behind each as they are.</summary>
    private ref struct Transcoder(JpegBits source, byte[] target, int written, HuffmanTable[] tables)
    {
        private JpegBits _source = source;
        private byte[] _target = target;
        private int _written = written, _count;
        private ulong _bits;

        public void CopyUnit()
        {
            if (_written + MaxUnit > _target.Length) Grow();
            for (int block = 0; block < Blocks; block++)
            {
                int table = block < Luminance ? 0 : 2;
                _ = CopyCode(tables[table], Tables[table]);
                HuffmanTable from = tables[table + 1], to = Tables[table + 1];
                for (int k = 1; k < 64;)
                {
                    int symbol = CopyCode(from, to);
                    if (symbol == 0) break;
                    k += (symbol >> 4) + 1;
                }
            }
        }

        /// <summary>Pads the last byte with ones and ends the file.</summary>
        public byte[] Finish(out int length)
        {
            int padding = -_count & 7;
            Write((1u << padding) - 1, padding);
            while (_count > 0) WriteByte((byte)(_bits >> (_count -= 8)));
            (_target[_written], _target[_written + 1]) = (0xFF, JpegHeader.EndOfImage);
            length = _written + 2;
            return _target;
        }

        private int CopyCode(HuffmanTable from, HuffmanTable to)
        {
            int symbol = _source.TakeCode(from, out uint extra), size = symbol & 15;
            Write(((uint)to.Codes[symbol] << size) | extra, to.Lengths[symbol] + size);
            return symbol;
        }

        private void Write(uint bits, int count)
        {
            _bits = (_bits << count) | bits;
            _count += count;
            if (_count < 32) return;
            uint whole = (uint)(_bits >> (_count -= 32));
            if ((whole & 0x80808080 & ~(whole + 0x01010101)) == 0)
            {
                BinaryPrimitives.WriteUInt32BigEndian(_target.AsSpan(_written), whole);
                _written += 4;
                return;
            }

            for (int shift = 24; shift >= 0; shift -= 8) WriteByte((byte)(whole >> shift));
        }

        private void WriteByte(byte value)
        {
            _target[_written++] = value;
            if (value == 0xFF) _target[_written++] = 0;
        }

        private void Grow()
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_target.Length + (_target.Length / 2) + MaxUnit);
            _target.AsSpan(0, _written).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_target);
            _target = larger;
        }
    }
}
