package io.noisystudent.bench;

import ai.onnxruntime.OrtException;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.inference.Device;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** What a labeler is compared with on its device; the last is the one to which the ratios are. */
final class BareContenders implements AutoCloseable {
    private final Deque<Closing> sessions = new ArrayDeque<>();
    private final List<Contender> contenders = new ArrayList<>();

    /** How a session ends. */
    @FunctionalInterface
    private interface Closing {
        void close() throws OrtException;
    }

    private BareContenders() {}

    /** @param batches in each round */
    static BareContenders on(Device device, Graph graph, ImageShape shape, int batch, int batches, int threads)
            throws OrtException {
        BareContenders bare = new BareContenders();
        int images = batches * batch;
        if (device == Device.CUDA) {
            BareSession session = new BareSession(
                    graph,
                    shape,
                    Pictures.pixels(shape, batch, 1),
                    device,
                    Map.of("cudnn_conv_algo_search", "HEURISTIC"));
            bare.sessions.push(session::close);
            bare.contenders.add(Contender.timed("bare ONNX Runtime", images, () -> session.run(batches)));
            return bare;
        }
        BareLoop spinning = bare.looping(new BareLoop(graph, shape, batch, threads, true));
        BareLoop single = bare.looping(new BareLoop(graph, shape, batch, 1, false));
        BareLoop loop = bare.looping(new BareLoop(graph, shape, batch, threads, false));
        bare.contenders.add(Contender.timed("bare, threads spin as by default", images, () -> spinning.run(batches)));
        bare.contenders.add(Contender.timed("bare, a run on each thread", images, () -> single.run(batches, threads)));
        bare.contenders.add(Contender.timed("bare ONNX Runtime", images, () -> loop.run(batches)));
        return bare;
    }

    List<Contender> contenders() {
        return contenders;
    }

    private BareLoop looping(BareLoop loop) {
        sessions.push(loop::close);
        return loop;
    }

    @Override
    public void close() throws OrtException {
        for (Closing session : sessions) {
            session.close();
        }
    }
}
