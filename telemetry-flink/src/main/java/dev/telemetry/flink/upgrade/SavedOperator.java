package dev.telemetry.flink.upgrade;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.io.VersionedIOReadableWritable;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorBackendSerializationProxy;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.jspecify.annotations.Nullable;

/** An operator as a savepoint holds it. */
final class SavedOperator {
  private static final String TIMERS = "_timer_state";

  private final OperatorState operator;
  private final ClassLoader classes;

  private SavedOperator(OperatorState operator, ClassLoader classes) {
    this.operator = operator;
    this.classes = classes;
  }

  /** Reads the metadata of a savepoint or retained checkpoint; the states stay where they are. */
  static List<SavedOperator> allOf(String savepoint, ClassLoader classes) throws IOException {
    StreamStateHandle metadata =
        AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(savepoint).getMetadataHandle();
    try (FSDataInputStream in = metadata.openInputStream();
        DataInputStream data = new DataInputStream(in)) {
      return Checkpoints.loadCheckpointMetadata(data, classes, savepoint)
          .getOperatorStates()
          .stream()
          .map(each -> new SavedOperator(each, classes))
          .toList();
    }
  }

  OperatorID id() {
    return operator.getOperatorID();
  }

  /** Its uid, which older versions of Flink do not write; then what else there is. */
  String label() {
    return operator
        .getOperatorUid()
        .filter(uid -> !uid.isEmpty())
        .or(() -> operator.getOperatorName().filter(name -> !name.isEmpty()))
        .orElseGet(() -> id().toHexString());
  }

  int maxParallelism() {
    return operator.getMaxParallelism();
  }

  /** Whether Flink would miss it: the same test as at the start of a job. */
  boolean hasState() {
    return operator.getCoordinatorState() != null
        || operator.getStates().stream().anyMatch(OperatorSubtaskState::hasState);
  }

  /** The names of the states that it declared, without those of Flink's timers. */
  Set<String> stateNames() throws IOException {
    return states().stream()
        .map(StateMetaInfoSnapshot::getName)
        .filter(name -> !name.startsWith(TIMERS))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How much it is, and of what as far as that can be read. */
  String describe() {
    try {
      return "%d bytes of %s".formatted(operator.getStateSize(), stateNames());
    } catch (IOException e) {
      return operator.getStateSize() + " bytes";
    }
  }

  /** That its serializers cannot be read, and why; null where they can. */
  @Nullable String unreadable() {
    try {
      for (StateMetaInfoSnapshot state : states()) {
        state.getSerializerSnapshotsImmutable().values().forEach(each -> each.restoreSerializer());
      }
      return null;
    } catch (IOException | RuntimeException | LinkageError e) {
      return "its state cannot be read: " + RootCause.of(e);
    }
  }

  private List<StateMetaInfoSnapshot> states() throws IOException {
    List<StateMetaInfoSnapshot> states = new ArrayList<>();
    for (OperatorSubtaskState subtask : operator.getStates()) {
      for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
        var header = read(handle, new OperatorBackendSerializationProxy(classes));
        states.addAll(header.getOperatorStateMetaInfoSnapshots());
        states.addAll(header.getBroadcastStateMetaInfoSnapshots());
      }
      for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
        StreamStateHandle stream = headerOf(handle);
        if (stream != null) {
          states.addAll(
              read(stream, new KeyedBackendSerializationProxy<>(classes))
                  .getStateMetaInfoSnapshots());
        }
      }
    }
    return states;
  }

  private static @Nullable StreamStateHandle headerOf(KeyedStateHandle handle) {
    if (handle instanceof KeyGroupsStateHandle whole) {
      return whole.getDelegateStateHandle();
    }
    return handle instanceof IncrementalRemoteKeyedStateHandle files
        ? files.getMetaDataStateHandle()
        : null;
  }

  private static <H extends VersionedIOReadableWritable> H read(StreamStateHandle from, H header)
      throws IOException {
    try (FSDataInputStream in = from.openInputStream()) {
      header.read(new DataInputViewStreamWrapper(in));
      return header;
    }
  }
}
