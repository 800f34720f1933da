package io.noisystudent.bench.registry;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A closed loop: each client sends its next request as soon as the last one is answered. */
final class LoadGenerator implements AutoCloseable {
    private final ExecutorService threads;
    private final int count;

    LoadGenerator(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count);
    }

    /** What a round gave; times in milliseconds. */
    record Result(double perSecond, double p50, double p99) {}

    /** Lets every client ask for this path for so long. */
    Result ask(int port, String path, double seconds) throws Exception {
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<Callable<long[]>> work = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            work.add(() -> client(port, path, end));
        }
        List<long[]> times = new ArrayList<>();
        for (Future<long[]> done : threads.invokeAll(work)) {
            times.add(done.get());
        }
        double took = (System.nanoTime() - start) / 1e9;
        long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(all.length / took, at(all, 0.5), at(all, 0.99));
    }

    private static long[] client(int port, String path, long end) throws Exception {
        List<Long> times = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            HttpGet get = new HttpGet(socket);
            while (System.nanoTime() < end) {
                long sent = System.nanoTime();
                int status = get.send(path).status();
                times.add(System.nanoTime() - sent);
                if (status != 200) {
                    throw new IllegalStateException(path + " gives " + status);
                }
            }
        }
        return times.stream().mapToLong(Long::longValue).toArray();
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
