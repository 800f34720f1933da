package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.MessageCodec;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.labeler.config.LabelerConfig;
import io.noisystudent.labeler.metrics.LabelerMetrics;
import io.noisystudent.service.start.Termination;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Ties each task channel to its answers' channel: one worker, one transactional producer. */
@Singleton
class WorkerChannels {
    private final KafkaClientService clients;
    private final Termination termination;
    private final LabelerMetrics metrics;
    private final Waiting waiting;
    private final Topics topics;
    private final String source;
    private final RecordTracing tracing;

    WorkerChannels(
            KafkaClientService clients,
            Termination termination,
            LabelerMetrics metrics,
            Waiting waiting,
            Topics topics,
            LabelerConfig config,
            OpenTelemetry telemetry) {
        this.clients = clients;
        this.termination = termination;
        this.metrics = metrics;
        this.waiting = waiting;
        this.topics = topics;
        this.source = "/labeler-service/" + config.instance();
        this.tracing = new RecordTracing(telemetry);
    }

    @Produces
    @Singleton
    TaskWorker<LabelingTask> labeling(
            Instance<LabelingTasks> tasks,
            @Channel(Channels.LABELING_ANSWERS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    KafkaTransactions<byte[]> answers) {
        return worker(
                LabelingTasks.KIND,
                JsonCodec.of(LabelingTask.class),
                // One is read and inferred while the one before is brought to its end.
                List.of(tasks.get(), tasks.get()),
                new ExactlyOnce(Channels.LABELING_TASKS, Channels.LABELING_ANSWERS, answers, clients, termination));
    }

    @Produces
    @Singleton
    TaskWorker<EvaluationTask> evaluation(
            EvaluationTasks tasks,
            @Channel(Channels.EVALUATION_ANSWERS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    KafkaTransactions<byte[]> answers) {
        return worker(
                EvaluationTasks.KIND,
                JsonCodec.of(EvaluationTask.class),
                List.of(tasks),
                new ExactlyOnce(Channels.EVALUATION_TASKS, Channels.EVALUATION_ANSWERS, answers, clients, termination));
    }

    private <T> TaskWorker<T> worker(
            String kind, MessageCodec<T> codec, List<Attempts.Answering<T>> answerings, ExactlyOnce exactlyOnce) {
        Attempts.Kind<T> sort = new Attempts.Kind<>(kind, codec, topics.deadLetters(), source);
        return new TaskWorker<>(
                kind,
                answerings,
                new Attempts<>(sort, metrics, waiting, Attempts.Patience.DEFAULT),
                exactlyOnce,
                metrics,
                tracing,
                termination);
    }
}
