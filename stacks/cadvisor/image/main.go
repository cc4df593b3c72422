// Command cadvisor stands in for cAdvisor's own command, which is not part of its Go module. The library does the
// work: it finds containers by their cgroups, asks the Docker Engine (-docker) for their names and labels, and keeps
// their latest statistics. What is decided here is how that is wired and served; every flag has the name, meaning and
// default of the official command, whose web pages, REST API, storage drivers and other container engines are left out.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/google/cadvisor/cache/memory"
	"github.com/google/cadvisor/container"
	_ "github.com/google/cadvisor/container/docker/install" // registers Docker, and its flags
	_ "github.com/google/cadvisor/fs/btrfs/install"         // what container_fs_... measures: as the official command
	_ "github.com/google/cadvisor/fs/devicemapper/install"
	_ "github.com/google/cadvisor/fs/nfs/install"
	_ "github.com/google/cadvisor/fs/overlay/install"
	_ "github.com/google/cadvisor/fs/tmpfs/install"
	_ "github.com/google/cadvisor/fs/vfs/install"
	_ "github.com/google/cadvisor/fs/zfs/install"
	v2 "github.com/google/cadvisor/info/v2"
	"github.com/google/cadvisor/manager"
	"github.com/google/cadvisor/metrics"
	"github.com/google/cadvisor/utils/sysfs"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

const offByDefault = "advtcp,cpu_topology,cpuset,hugetlb,memory_numa,process,referenced_memory,resctrl,sched,tcp,udp"

var (
	port      = flag.Int("port", 8080, "port to listen on")
	allLabels = flag.Bool("store_container_labels", true, "give metrics every label of their container")
	someLabel = flag.String("whitelisted_container_labels", "", "without all of them: these, comma-separated")
	envs      = flag.String("env_metadata_whitelist", "", "environment variables to give metrics as labels")
	prefixes  = flag.String("raw_cgroup_prefix_whitelist", "", "with -docker_only: cgroups to report all the same")
	keep      = flag.Duration("storage_duration", 2*time.Minute, "how long statistics are kept")
	off, on   container.MetricSet
)

func main() {
	if err := run(); err != nil {
		klog.Exitf("cadvisor: %v", err)
	}
}

func run() error {
	klog.InitFlags(nil)
	flag.Var(&off, "disable_metrics", "kinds of metrics to leave out")
	flag.Var(&on, "enable_metrics", "the only kinds of metrics to have, whatever is disabled")
	if err := flag.Set("disable_metrics", offByDefault); err != nil {
		return err
	}
	flag.Parse()
	kinds := on
	if len(kinds) == 0 {
		kinds = container.AllMetrics.Difference(off)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	containers, err := watch(kinds)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: fmt.Sprintf(":%d", *port), Handler: pages(containers, kinds)}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // nothing is kept that would have to be saved
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// watch returns once the containers that already run have been found, so /healthz means that they are known.
func watch(kinds container.MetricSet) (manager.Manager, error) {
	containers, err := manager.New(
		memory.New(*keep, nil), sysfs.NewRealSysFs(), manager.HousekeepingConfigFlags, kinds, http.DefaultClient,
		strings.Split(*prefixes, ","), strings.Split(*envs, ","), "", 0, // no perf events, no resctrl groups
	)
	if err != nil {
		return nil, fmt.Errorf("cannot look at this host: %w", err)
	}
	if err := containers.Start(); err != nil {
		return nil, fmt.Errorf("cannot look for containers: %w", err)
	}
	return containers, nil
}

func pages(containers manager.Manager, kinds container.MetricSet) http.Handler {
	labels := metrics.DefaultContainerLabels
	if !*allLabels {
		labels = metrics.BaseContainerLabels(strings.Split(*someLabel, ","))
	}
	latest := v2.RequestOptions{IdType: v2.TypeName, Count: 1, Recursive: true}
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		metrics.NewPrometheusCollector(containers, labels, kinds, clock.RealClock{}, latest),
		metrics.NewPrometheusMachineCollector(containers, kinds),
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	mux := http.NewServeMux()
	// A container that goes away during a scrape must not cost the others their samples.
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	mux.Handle("/{$}", http.RedirectHandler("/metrics", http.StatusTemporaryRedirect))
	return mux
}
