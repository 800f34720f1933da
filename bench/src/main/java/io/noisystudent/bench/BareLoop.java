package io.noisystudent.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** ONNX Runtime alone on images that lie in its memory already: as fast as labeling could ever be. */
final class BareLoop implements AutoCloseable {
    private final OrtSession.SessionOptions settings = new OrtSession.SessionOptions();
    private final OrtSession session;
    private final OnnxTensor images;

    /** @param spinning as ONNX Runtime does by default */
    BareLoop(Graph graph, ImageShape shape, int batch, int threads, boolean spinning) throws OrtException {
        settings.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        settings.setIntraOpNumThreads(threads);
        settings.setInterOpNumThreads(1);
        settings.addConfigEntry("session.intra_op.allow_spinning", spinning ? "1" : "0");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        session = environment.createSession(OnnxWriter.write(graph), settings);
        ByteBuffer pixels = Pictures.pixels(shape, batch, 1);
        long[] dimensions = {batch, shape.height(), shape.width(), shape.channels()};
        images = OnnxTensor.createTensor(environment, pixels, dimensions, OnnxJavaType.UINT8);
    }

    /** The same batches on several threads, each of which has a run of its own. */
    void run(int batches, int runsAtOnce) {
        IntStream.range(0, runsAtOnce)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    try {
                        run((batches + i) / runsAtOnce);
                    } catch (OrtException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList()
                .forEach(CompletableFuture::join);
    }

    void run(int batches) throws OrtException {
        Map<String, OnnxTensor> input =
                Map.of(session.getInputNames().iterator().next(), images);
        for (int i = 0; i < batches; i++) {
            session.run(input).close();
        }
    }

    @Override
    public void close() throws OrtException {
        images.close();
        session.close();
        settings.close();
    }
}
