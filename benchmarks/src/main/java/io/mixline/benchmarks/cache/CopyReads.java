package io.mixline.benchmarks.cache;

import java.nio.ByteBuffer;

/** The rival of the hot tier: as many bytes of memory as it has, and the rows copied out of it, nothing else. */
final class CopyReads implements ReadWay {

    private final ReadShape shape;
    private final ByteBuffer from;
    private final int rows;
    private final ByteBuffer packed;

    CopyReads(ReadShape shape, long bytes) {
        this.shape = shape;
        this.rows = (int) (bytes / shape.rowBytes());
        this.from = ByteBuffer.allocateDirect(rows * shape.rowBytes());
        for (int row = 0; row < rows; row++) {
            from.put(row * shape.rowBytes(), shape.row(row));
        }
        this.packed = ByteBuffer.allocateDirect(shape.ids() * shape.rowBytes());
    }

    @Override
    public String name() {
        return "copies of rows in memory";
    }

    @Override
    public ByteBuffer read(int[] items) {
        int rowBytes = shape.rowBytes();
        for (int id = 0; id < items.length; id++) {
            packed.put(id * rowBytes, from, items[id] % rows * rowBytes, rowBytes);
        }
        return packed.clear();
    }

    @Override
    public void close() {}
}
