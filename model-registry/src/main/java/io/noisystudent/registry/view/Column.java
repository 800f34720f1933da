package io.noisystudent.registry.view;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** One figure of every version of a model, by number: a filter looks at thousands, and reads an array for it. */
public final class Column {
    /** A column of nothing. */
    static final Column EMPTY = new Column();

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(double[].class);
    private static final int FIRST_SIZE = 16;

    private volatile double[] cells = new double[0];

    Column() {}

    /** The figure of a version; NaN if it has none. */
    public double at(int version) {
        double[] now = cells;
        return version < now.length ? (double) CELL.getVolatile(now, version) : Double.NaN;
    }

    synchronized void set(int version, double value) {
        double[] now = cells;
        if (version >= now.length) {
            double[] longer = Arrays.copyOf(now, Math.max(FIRST_SIZE, version + version / 2 + 1));
            Arrays.fill(longer, now.length, longer.length, Double.NaN);
            cells = longer;
            now = longer;
        }
        CELL.setVolatile(now, version, value);
    }
}
